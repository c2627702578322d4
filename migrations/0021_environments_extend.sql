-- What pages and the change of keys need of environments.

-- The last "Test connection": when, and what was found, line by line, as {"tone", "text"}.
alter table environments add column tested_at timestamptz;
alter table environments add column test_lines jsonb;
alter table environments add constraint environments_test_check check ((tested_at is null) = (test_lines is null));
grant select (tested_at, test_lines), update (tested_at, test_lines) on environments to app_tenant;

-- A sealed value is found by organization and id; a page's header is one, and the page's id is the dashboard's.
alter table web_targets add column id int not null generated always as (dashboard_id) stored;

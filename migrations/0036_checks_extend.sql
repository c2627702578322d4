-- What a check and its report have to keep: the slot beside the time of a second run, who asked, how long it is kept,
-- what a language model said.

-- A check that waits for its second run is due at put_off_until; its slot stays what was planned. asked_by is who
-- pressed "Run now"; it is no reference, which would make the removal of a person look through every check.
alter table checks
    add column put_off_until timestamptz,
    add column due_at timestamptz not null generated always as (coalesce(put_off_until, slot)) stored,
    add column asked_by int;
drop index checks_due_idx;
create index checks_due_idx on checks (org_id, environment_id, due_at, id) where state = 'planned';

-- keep_until is set where a report is kept for less than others: those of a policy that checks again and again, of
-- which there are a thousand times as many. opinion is the second opinion, words beside the report.
alter table reports
    add column keep_until timestamptz,
    add column opinion jsonb;
create index reports_keep_until_idx on reports (org_id, keep_until) where keep_until is not null;

-- How long checks of an environment take; what was in trouble over weeks; and how long each dashboard takes.
create index reports_environment_idx on reports (org_id, environment_id, checked_at desc) include (duration_ms)
    where duration_ms is not null;
create index reports_trouble_idx on reports (org_id, checked_at desc, check_id desc)
    include (dashboard_id, environment_id, status, is_missed)
    where status <> 'PASS';
drop index reports_dashboard_idx;
create index reports_dashboard_idx on reports (org_id, dashboard_id, checked_at desc, check_id desc)
    include (status, is_missed, reason, duration_ms);

-- What pages have to know of a dashboard's last check, also of one that said nothing, and of a dashboard that its BI
-- tool lists no longer.

-- last_report_id and last_reason are those of the last check, whether it ran or not; last_check_id and reason stay
-- those of the last that ran. since is from now on when the colour began, the one in status. unlisted_at says since
-- when the BI tool doesn't list the dashboard: one that an active policy has selected stays all the same, so that its
-- check tells that it is missing; the others are removed.
alter table dashboards
    add column unlisted_at timestamptz,
    add column last_report_id bigint,
    add column last_reason text;
-- What was removed, for the list of what is no longer there.
create index dashboards_removed_idx on dashboards (org_id, removed_at desc, id) where removed_at is not null;

-- The one who migrates isn't one of the roles that the rows are open to; the owner sees them while nothing is forced.
alter table dashboards no force row level security;
alter table environments no force row level security;
alter table reports no force row level security;
alter table status_changes no force row level security;
update dashboards d
set since = coalesce((select max(c.changed_at) from status_changes c
                      where c.org_id = d.org_id and c.dashboard_id = d.id), d.since),
    last_report_id = (select r.check_id from reports r
                      where r.org_id = d.org_id and r.dashboard_id = d.id
                      order by r.checked_at desc, r.check_id desc
                      limit 1),
    last_reason = (select r.reason from reports r
                   where r.org_id = d.org_id and r.dashboard_id = d.id
                   order by r.checked_at desc, r.check_id desc
                   limit 1),
    unlisted_at = (select d.removed_at from environments e
                   where e.org_id = d.org_id and e.id = d.environment_id and e.kind = 'superset');
alter table dashboards force row level security;
alter table environments force row level security;
alter table reports force row level security;
alter table status_changes force row level security;

-- Whoever changes a policy may change colours with it: what was stale by the old one is fresh by the new one.
grant insert, update (status, check_id, reason) on status_changes to app_tenant;

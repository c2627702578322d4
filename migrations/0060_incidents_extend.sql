-- What the page of an incident tells besides: which charts failed, and until when somebody snoozed.

-- failing names the charts that failed: for an incident those that failed last, for an event those from then on. It is
-- null where an event is not about that.
alter table incidents add column failing text[] not null default '{}';
alter table incident_events
    add column failing text[],
    add column until timestamptz;

-- The list has the open ones first; a report asks for the incident of its dashboard and time.
drop index incidents_opened_at_idx;
create index incidents_order_idx on incidents (org_id, (closed_at is null) desc, opened_at desc, id desc);
create index incidents_history_idx on incidents (org_id, dashboard_id, opened_at desc) where dashboard_id is not null;

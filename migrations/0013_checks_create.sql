-- Checks and their reports.
--
-- A check is planned, then running, then done or missed. One that waits for its second run, or to be tried again, is
-- planned once more, with started_at set: it has begun, and a change of plans leaves it alone. losses counts the
-- workers that disappeared with it. place is one of the
-- environment's max_concurrent places; that no two running checks have the same is what holds the cap over all
-- servers. holder and attempt say who runs it: a worker whose lease was taken over by another finds them changed and
-- its result is dropped. occurrence is null for a check that somebody asked for.
--
-- There is no reference to the environment, which is the dashboard's, nor to the policy: planning ten thousand checks
-- would look the same row up ten thousand times. Whoever plans has read both in the same transaction, and neither is
-- ever deleted.
create table checks (
    org_id int not null,
    id bigint generated always as identity,
    environment_id int not null,
    dashboard_id int not null,
    policy_id int,
    occurrence timestamptz,
    ends_at timestamptz,
    slot timestamptz not null,
    state text not null default 'planned',
    place smallint,
    holder uuid,
    attempt smallint not null default 0,
    losses smallint not null default 0,
    lease_until timestamptz,
    started_at timestamptz,
    is_late boolean not null default false,
    first_run jsonb,
    constraint checks_pkey primary key (org_id, id),
    constraint checks_dashboard_fkey foreign key (org_id, dashboard_id) references dashboards (org_id, id),
    constraint checks_occurrence_key unique (org_id, policy_id, occurrence, dashboard_id),
    constraint checks_occurrence_check check ((occurrence is null) = (ends_at is null)),
    constraint checks_state_check check (state in ('planned', 'running', 'done', 'missed')),
    constraint checks_running_check
        check ((state = 'running') = (place is not null) and (place is null) = (lease_until is null))
);
create unique index checks_place_key on checks (org_id, environment_id, place) where state = 'running';
create unique index checks_asked_key on checks (org_id, dashboard_id)
    where state = 'planned' and occurrence is null and started_at is null;
create index checks_due_idx on checks (org_id, environment_id, slot, id) where state = 'planned';
create index checks_ends_at_idx on checks (org_id, policy_id, ends_at) where occurrence is not null;
create index checks_lease_idx on checks (lease_until) where state = 'running';
create index checks_waiting_idx on checks (org_id, dashboard_id, slot) where state in ('planned', 'running');

-- The one report of a check. A missed check has one too: UNKNOWN, and is_missed. reason is the first finding in words,
-- or why the check could not run; first_run what was seen before a second run confirmed it or didn't.
create table reports (
    org_id int not null,
    check_id bigint not null,
    environment_id int not null,
    dashboard_id int not null,
    policy_id int,
    status text not null,
    is_missed boolean not null default false,
    is_late boolean not null default false,
    planned_at timestamptz not null,
    checked_at timestamptz not null,
    duration_ms bigint,
    reason text,
    problem_kind text,
    first_run jsonb,
    constraint reports_pkey primary key (org_id, check_id),
    constraint reports_check_fkey foreign key (org_id, check_id) references checks (org_id, id) on delete cascade,
    constraint reports_status_check check (status ~ '^(PASS|WARN|FAIL|UNKNOWN)$'),
    constraint reports_missed_check check (not is_missed or status = 'UNKNOWN')
);
create index reports_dashboard_idx on reports (org_id, dashboard_id, checked_at desc, check_id desc)
    include (status, is_missed, reason);
create index reports_checked_at_idx on reports (org_id, checked_at desc, check_id desc);

-- What a check found, in the order of the dashboard.
create table findings (
    org_id int not null,
    check_id bigint not null,
    place smallint not null,
    severity text not null,
    kind text not null,
    message text not null,
    chart_id bigint,
    chart_name text,
    link text,
    constraint findings_pkey primary key (org_id, check_id, place),
    constraint findings_report_fkey
        foreign key (org_id, check_id) references reports (org_id, check_id) on delete cascade,
    constraint findings_severity_check check (severity in ('error', 'warning'))
);

-- What each chart did; what is usual is the median of the last ten.
create table chart_results (
    org_id int not null,
    check_id bigint not null,
    place smallint not null,
    chart_id bigint,
    name text not null,
    link text,
    row_count bigint,
    duration_ms bigint,
    outcome text not null,
    constraint chart_results_pkey primary key (org_id, check_id, place),
    constraint chart_results_report_fkey
        foreign key (org_id, check_id) references reports (org_id, check_id) on delete cascade,
    constraint chart_results_outcome_check
        check (outcome in ('answered', 'empty', 'failed', 'timed_out', 'not_executed', 'not_reached'))
);

-- When a dashboard's colour changed: its timeline, and what uptime is made of.
create table status_changes (
    org_id int not null,
    dashboard_id int not null,
    changed_at timestamptz not null,
    status text not null,
    check_id bigint,
    reason text,
    constraint status_changes_pkey primary key (org_id, dashboard_id, changed_at),
    constraint status_changes_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint status_changes_status_check check (status ~ '^(PASS|WARN|FAIL|UNKNOWN)$')
);

-- Acknowledged, snoozed, muted.
create table silences (
    org_id int not null,
    id int generated always as identity,
    dashboard_id int not null,
    kind text not null,
    note text not null default '',
    user_id int,
    since timestamptz not null,
    until timestamptz,
    ended_at timestamptz,
    constraint silences_pkey primary key (org_id, id),
    constraint silences_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint silences_user_fkey foreign key (user_id) references users (id) on delete set null,
    constraint silences_kind_check check (kind in ('acknowledged', 'snoozed', 'muted')),
    constraint silences_note_check check (char_length(note) <= 2000),
    constraint silences_until_check check ((kind = 'snoozed') = (until is not null) and since < until)
);
-- One of each kind at a time.
create unique index silences_dashboard_key on silences (org_id, dashboard_id, kind) where ended_at is null;

-- Incidents, of a dashboard or of a whole environment. status is what the dashboard had last.
create table incidents (
    org_id int not null,
    id int generated always as identity,
    kind text not null,
    environment_id int not null,
    dashboard_id int,
    policy_id int,
    status text not null,
    reason text,
    opened_at timestamptz not null,
    closed_at timestamptz,
    constraint incidents_pkey primary key (org_id, id),
    constraint incidents_environment_fkey foreign key (org_id, environment_id) references environments (org_id, id),
    constraint incidents_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint incidents_kind_check check (kind in ('dashboard', 'environment')),
    constraint incidents_subject_check check ((kind = 'dashboard') = (dashboard_id is not null)),
    constraint incidents_status_check check (status ~ '^(WARN|FAIL|UNKNOWN)$')
);
create unique index incidents_dashboard_key on incidents (org_id, dashboard_id) where closed_at is null;
create unique index incidents_environment_key on incidents (org_id, environment_id)
    where closed_at is null and kind = 'environment';
create index incidents_opened_at_idx on incidents (org_id, opened_at desc, id desc);

-- The timeline of an incident.
create table incident_events (
    org_id int not null,
    id bigint generated always as identity,
    incident_id int not null,
    happened_at timestamptz not null,
    kind text not null,
    status text,
    check_id bigint,
    user_id int,
    note text,
    constraint incident_events_pkey primary key (org_id, id),
    constraint incident_events_incident_fkey
        foreign key (org_id, incident_id) references incidents (org_id, id) on delete cascade,
    constraint incident_events_user_fkey foreign key (user_id) references users (id) on delete set null,
    constraint incident_events_kind_check
        check (kind in ('opened', 'changed', 'acknowledged', 'snoozed', 'muted', 'unmuted', 'closed'))
);
create index incident_events_incident_idx on incident_events (org_id, incident_id, id);

-- What is drawn into charts over time: changes of health, changes of policies.
create table annotations (
    org_id int not null,
    id bigint generated always as identity,
    happened_at timestamptz not null,
    kind text not null,
    text text not null,
    status text,
    dashboard_id int,
    policy_id int,
    check_id bigint,
    constraint annotations_pkey primary key (org_id, id),
    constraint annotations_org_fkey foreign key (org_id) references organizations (id),
    constraint annotations_kind_check check (kind in ('health', 'policy')),
    constraint annotations_text_check check (char_length(text) between 1 and 1000)
);
create index annotations_happened_at_idx on annotations (org_id, happened_at desc, id desc);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['checks', 'reports', 'findings', 'chart_results', 'status_changes', 'silences',
                                        'incidents', 'incident_events', 'annotations'] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format(
            'create policy %I on %I to app_tenant using (org_id = nullif(current_setting(%L, true), %L)::int)',
            tenant_table || '_tenant', tenant_table, 'app.org_id', '');
        execute format('create policy %I on %I to app_system using (true)', tenant_table || '_system', tenant_table);
        execute format('grant select on %I to app_tenant', tenant_table);
        execute format('grant select, insert, update, delete on %I to app_system', tenant_table);
    end loop;
end
$$;
-- A member asks for checks, takes back plans, deletes reports, and silences.
grant insert, delete on checks to app_tenant;
grant delete on reports, findings, chart_results, status_changes to app_tenant;
grant insert, update on silences, incidents to app_tenant;
grant insert on incident_events, annotations to app_tenant;

-- Environments, what is checked in them, and how each of these is doing.

-- One Superset, or one set of web pages. credentials is sealed by the application and never readable for a member;
-- what a connection needs to know besides is in the clear. max_concurrent holds over all servers together. The
-- problem is the environment's own (nobody answers, nobody lets us in); it is kept here once, and not with each
-- dashboard. The sync columns belong to the worker that keeps the list of dashboards in step.
create table environments (
    org_id int not null,
    id int generated always as identity,
    kind text not null,
    name text not null,
    base_url text,
    credentials bytea,
    max_concurrent smallint not null,
    minimum_gap_ms int not null,
    query_limit_ms int not null default 30000,
    dashboard_limit_ms int not null default 300000,
    synced_at timestamptz,
    sync_due_at timestamptz not null default 'epoch',
    sync_problem text,
    sync_lease_until timestamptz,
    problem_kind text,
    problem text,
    problem_since timestamptz,
    created_at timestamptz not null,
    removed_at timestamptz,
    constraint environments_pkey primary key (org_id, id),
    constraint environments_org_fkey foreign key (org_id) references organizations (id),
    constraint environments_kind_check check (kind in ('superset', 'web')),
    constraint environments_name_check check (char_length(name) between 1 and 200),
    constraint environments_base_url_check check ((kind = 'superset') = (base_url is not null)),
    constraint environments_max_concurrent_check check (max_concurrent between 1 and 100),
    constraint environments_minimum_gap_check check (minimum_gap_ms between 0 and 3600000),
    constraint environments_query_limit_check check (query_limit_ms between 100 and 600000),
    constraint environments_dashboard_limit_check check (dashboard_limit_ms between 1000 and 3600000),
    constraint environments_problem_check check ((problem is null) = (problem_since is null))
);
create unique index environments_name_key on environments (org_id, name) where removed_at is null;

-- How far the planner has come in an environment. Whoever plans holds the row; a gap in it means that no server was
-- there. It is a table of its own, so that planning keeps nobody from beginning a check.
create table environment_plans (
    org_id int not null,
    environment_id int not null,
    planned_until timestamptz,
    constraint environment_plans_pkey primary key (org_id, environment_id),
    constraint environment_plans_environment_fkey
        foreign key (org_id, environment_id) references environments (org_id, id) on delete cascade
);

-- A dashboard of a BI tool, or a web page. The slug matches the same dashboard in several environments.
--
-- The second half says how it is doing, kept up to date by each report: status is the colour that it counts in,
-- conclusive_status what the latest check that ran has seen, last_outcome how the latest check ended. A PASS that is
-- in doubt (the last check could not run or was missed, or stale_at has passed) counts as UNKNOWN; a FAIL stays one.
-- since is when the conclusive status began. All this is in the table that lists are made from, because a list of ten
-- thousand is sorted by it.
create table dashboards (
    org_id int not null,
    id int generated always as identity,
    environment_id int not null,
    external_id text not null,
    title text not null,
    sort_title text collate "C" not null generated always as (lower(title)) stored,
    slug text,
    url text not null,
    is_published boolean not null default true,
    changed_at timestamptz,
    created_at timestamptz not null,
    removed_at timestamptz,
    status text not null default 'UNKNOWN',
    rank smallint not null generated always as
        (case status when 'FAIL' then 0 when 'WARN' then 1 when 'UNKNOWN' then 2 else 3 end) stored,
    is_stale boolean not null default false,
    conclusive_status text,
    conclusive_at timestamptz,
    since timestamptz,
    reason text,
    last_outcome text,
    last_at timestamptz,
    last_check_id bigint,
    stale_at timestamptz,
    constraint dashboards_pkey primary key (org_id, id),
    constraint dashboards_environment_fkey foreign key (org_id, environment_id) references environments (org_id, id),
    constraint dashboards_external_id_key unique (org_id, environment_id, external_id),
    constraint dashboards_title_check check (char_length(title) between 1 and 500),
    constraint dashboards_status_check check (status ~ '^(PASS|WARN|FAIL|UNKNOWN)$'),
    constraint dashboards_conclusive_status_check check (conclusive_status in ('PASS', 'WARN', 'FAIL')),
    constraint dashboards_conclusive_at_check check ((conclusive_status is null) = (conclusive_at is null)),
    constraint dashboards_last_outcome_check check (last_outcome in ('ran', 'could_not_run', 'missed'))
);
create index dashboards_order_idx on dashboards (org_id, rank, sort_title, id) where removed_at is null;
create index dashboards_environment_idx on dashboards (org_id, environment_id, rank, sort_title, id)
    where removed_at is null;
-- The counts of the summary come from this index alone.
create index dashboards_tally_idx on dashboards (org_id, environment_id, status, stale_at, last_outcome)
    where removed_at is null;
create index dashboards_slug_idx on dashboards (org_id, slug) where removed_at is null and slug is not null;
-- What is about to become stale.
create index dashboards_stale_at_idx on dashboards (stale_at) where not is_stale and removed_at is null;

-- Who owns a dashboard, as the BI tool says.
create table dashboard_owners (
    org_id int not null,
    dashboard_id int not null,
    external_id text not null,
    name text not null,
    email text,
    constraint dashboard_owners_pkey primary key (org_id, dashboard_id, external_id),
    constraint dashboard_owners_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade
);

-- Its tags.
create table dashboard_tags (
    org_id int not null,
    dashboard_id int not null,
    tag text collate "C" not null,
    constraint dashboard_tags_pkey primary key (org_id, dashboard_id, tag),
    constraint dashboard_tags_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint dashboard_tags_tag_check check (char_length(tag) between 1 and 100)
);
create index dashboard_tags_tag_idx on dashboard_tags (org_id, tag, dashboard_id);

-- What a web page has to be like. Its address is the dashboard's url; the header may hold a secret and is sealed.
create table web_targets (
    org_id int not null,
    dashboard_id int not null,
    expected_status smallint not null default 200,
    must_contain text,
    must_not_contain text,
    slow_ms int not null default 10000,
    header bytea,
    constraint web_targets_pkey primary key (org_id, dashboard_id),
    constraint web_targets_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint web_targets_expected_status_check check (expected_status between 100 and 599),
    constraint web_targets_texts_check
        check (char_length(must_contain) between 1 and 1000 and char_length(must_not_contain) between 1 and 1000),
    constraint web_targets_slow_ms_check check (slow_ms between 1 and 300000)
);

-- Times in which an environment is worked on: checks pause, and uptime doesn't count.
create table maintenance_windows (
    org_id int not null,
    id int generated always as identity,
    environment_id int not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    note text not null default '',
    constraint maintenance_windows_pkey primary key (org_id, id),
    constraint maintenance_windows_environment_fkey
        foreign key (org_id, environment_id) references environments (org_id, id) on delete cascade,
    constraint maintenance_windows_span_check check (starts_at < ends_at),
    constraint maintenance_windows_note_check check (char_length(note) <= 500)
);
create index maintenance_windows_environment_idx on maintenance_windows (org_id, environment_id, ends_at);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['environments', 'environment_plans', 'dashboards', 'dashboard_owners',
                                        'dashboard_tags', 'web_targets', 'maintenance_windows'] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format(
            'create policy %I on %I to app_tenant using (org_id = nullif(current_setting(%L, true), %L)::int)',
            tenant_table || '_tenant', tenant_table, 'app.org_id', '');
        execute format('create policy %I on %I to app_system using (true)', tenant_table || '_system', tenant_table);
        execute format('grant select, insert, update, delete on %I to app_system', tenant_table);
    end loop;
end
$$;
-- A member writes credentials and headers and never reads them.
grant select (org_id, id, kind, name, base_url, max_concurrent, minimum_gap_ms, query_limit_ms, dashboard_limit_ms,
              synced_at, sync_due_at, sync_problem, sync_lease_until, problem_kind, problem, problem_since, created_at, removed_at),
      insert,
      update (name, base_url, credentials, max_concurrent, minimum_gap_ms, query_limit_ms, dashboard_limit_ms,
              sync_due_at, removed_at)
    on environments to app_tenant;
-- Whoever changes a policy waits for whoever plans, and keeps them waiting.
grant select, insert, update (planned_until) on environment_plans to app_tenant;
grant select, insert, update on dashboards to app_tenant;
grant select on dashboard_owners to app_tenant;
grant select, insert, delete on dashboard_tags to app_tenant;
grant select (org_id, dashboard_id, expected_status, must_contain, must_not_contain, slow_ms), insert,
      update (expected_status, must_contain, must_not_contain, slow_ms, header)
    on web_targets to app_tenant;
grant select, insert, update, delete on maintenance_windows to app_tenant;

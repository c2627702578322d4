-- Policies: which dashboards of an environment are checked when.
--
-- weekdays is a set of bits, 1 for Sunday to 64 for Saturday. A window has a start and an end, the end at or before the
-- start meaning the next day; a policy of every n seconds may have them too, as the hours that it keeps to. A policy
-- plans only occurrences that begin after active_since, so that one that was just made or resumed doesn't run at once.
create table policies (
    org_id int not null,
    id int generated always as identity,
    environment_id int not null,
    name text not null,
    scope text not null,
    schedule text not null,
    weekdays smallint not null,
    starts time,
    ends time,
    every_seconds int,
    zone text not null,
    slow_ms int not null,
    freshness_column text,
    freshness_seconds int,
    confirm boolean not null,
    condition text not null,
    notify_owners boolean not null,
    is_active boolean not null,
    active_since timestamptz not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    removed_at timestamptz,
    constraint policies_pkey primary key (org_id, id),
    constraint policies_environment_fkey foreign key (org_id, environment_id) references environments (org_id, id),
    constraint policies_name_check check (char_length(name) between 1 and 200),
    constraint policies_scope_check check (scope in ('selected', 'tagged', 'all')),
    constraint policies_schedule_check check (schedule in ('window', 'every')),
    constraint policies_weekdays_check check (weekdays between 1 and 127),
    constraint policies_times_check
        check ((starts is null) = (ends is null) and starts <> ends and (schedule = 'every' or starts is not null)),
    constraint policies_every_check
        check (case schedule when 'every' then every_seconds is not null and every_seconds between 30 and 86400
               else every_seconds is null end),
    constraint policies_zone_check check (char_length(zone) between 1 and 64),
    constraint policies_slow_ms_check check (slow_ms between 1 and 300000),
    constraint policies_freshness_check
        check ((freshness_column is null) = (freshness_seconds is null) and freshness_seconds > 0),
    constraint policies_condition_check check (condition in ('FAIL_ONLY', 'WARN_AND_FAIL', 'ALWAYS'))
);
create unique index policies_name_key on policies (org_id, name) where removed_at is null;
create index policies_environment_idx on policies (org_id, environment_id) where removed_at is null;

-- The dashboards of a policy whose scope is selected.
create table policy_dashboards (
    org_id int not null,
    policy_id int not null,
    dashboard_id int not null,
    constraint policy_dashboards_pkey primary key (org_id, policy_id, dashboard_id),
    constraint policy_dashboards_policy_fkey
        foreign key (org_id, policy_id) references policies (org_id, id) on delete cascade,
    constraint policy_dashboards_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade
);
create index policy_dashboards_dashboard_idx on policy_dashboards (org_id, dashboard_id);

-- The tags of a policy whose scope is tagged.
create table policy_tags (
    org_id int not null,
    policy_id int not null,
    tag text collate "C" not null,
    constraint policy_tags_pkey primary key (org_id, policy_id, tag),
    constraint policy_tags_policy_fkey
        foreign key (org_id, policy_id) references policies (org_id, id) on delete cascade
);

-- Who hears of it. The provider belongs to the notifications.
create table policy_channels (
    org_id int not null,
    policy_id int not null,
    place smallint not null,
    kind text not null,
    provider_id int not null,
    target text not null,
    constraint policy_channels_pkey primary key (org_id, policy_id, place),
    constraint policy_channels_policy_fkey
        foreign key (org_id, policy_id) references policies (org_id, id) on delete cascade,
    constraint policy_channels_kind_check check (kind in ('smtp', 'slack', 'telegram', 'webhook')),
    constraint policy_channels_target_check check (char_length(target) <= 254)
);

-- The occurrences that were planned: who inserts the row plans it. A change or a pause of the policy takes the rows of
-- what isn't over away, and with them the plan.
create table occurrences (
    org_id int not null,
    policy_id int not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    planned_at timestamptz not null,
    constraint occurrences_pkey primary key (org_id, policy_id, starts_at),
    constraint occurrences_policy_fkey
        foreign key (org_id, policy_id) references policies (org_id, id) on delete cascade,
    constraint occurrences_span_check check (starts_at < ends_at)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['policies', 'policy_dashboards', 'policy_tags', 'policy_channels',
                                        'occurrences'] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format(
            'create policy %I on %I to app_tenant using (org_id = nullif(current_setting(%L, true), %L)::int)',
            tenant_table || '_tenant', tenant_table, 'app.org_id', '');
        execute format('create policy %I on %I to app_system using (true)', tenant_table || '_system', tenant_table);
        execute format('grant select, insert, update, delete on %I to app_system', tenant_table);
        execute format('grant select, insert, update, delete on %I to app_tenant', tenant_table);
    end loop;
end
$$;

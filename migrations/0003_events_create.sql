-- Events: one table of facts for every kind of source, append-only, partitioned by month of occurred_at.
--
-- What repeats from event to event (source, actor, subject, session, tag) is kept once per organization in a
-- dictionary with a small dense id, because rollups keep sets of these ids as bitmaps. A sequence would leave a
-- gap for each conflict and rollback, so ids come from a counter row, which is also the lock under which new
-- entries of one dictionary and organization are made. Whoever needs several takes them in alphabetical order.
create table dictionary_counters (
    org_id int not null,
    dictionary text not null,
    last_id int not null default 0,
    constraint dictionary_counters_pkey primary key (org_id, dictionary),
    constraint dictionary_counters_org_fkey foreign key (org_id) references organizations (id),
    constraint dictionary_counters_dictionary_check
        check (dictionary in ('actors', 'event_sessions', 'sources', 'subjects', 'tags'))
);

-- What events come from.
create table sources (
    org_id int not null,
    id int not null,
    name text not null,
    constraint sources_pkey primary key (org_id, id),
    constraint sources_name_key unique (org_id, name),
    constraint sources_org_fkey foreign key (org_id) references organizations (id)
);

-- Who acted. Name and link are the ones sent last.
create table actors (
    org_id int not null,
    id int not null,
    external_id text not null,
    name text,
    url text,
    constraint actors_pkey primary key (org_id, id),
    constraint actors_external_id_key unique (org_id, external_id),
    constraint actors_org_fkey foreign key (org_id) references organizations (id)
);

-- What was acted upon. Name and link are the ones sent last.
create table subjects (
    org_id int not null,
    id int not null,
    external_id text not null,
    name text,
    url text,
    constraint subjects_pkey primary key (org_id, id),
    constraint subjects_external_id_key unique (org_id, external_id),
    constraint subjects_org_fkey foreign key (org_id) references organizations (id)
);

-- Conversations and the like that events belong to (not the sessions of browsers, which are user_sessions).
create table event_sessions (
    org_id int not null,
    id int not null,
    external_id text not null,
    constraint event_sessions_pkey primary key (org_id, id),
    constraint event_sessions_external_id_key unique (org_id, external_id),
    constraint event_sessions_org_fkey foreign key (org_id) references organizations (id)
);

-- Labels within a category.
create table tags (
    org_id int not null,
    id int not null,
    category text not null,
    text text not null,
    constraint tags_pkey primary key (org_id, id),
    constraint tags_text_key unique (org_id, category, text),
    constraint tags_org_fkey foreign key (org_id) references organizations (id)
);

-- The facts. Identity is (organization, occurred_at, id), where the sender chose the id; body_hash tells the same
-- event sent again from another one under the same identity: the first 16 bytes of the SHA-256 of its canonical
-- JSON.
--
-- The ids of dictionaries have no foreign keys here, on purpose: five checks a row cost more than the row itself,
-- and each locks the dictionary row it finds, so that parallel batches about one source would queue up behind
-- it. Only the ingest writes here, with ids it read or made in the same transaction, and dictionaries only grow.
create table events (
    org_id int not null,
    occurred_at timestamptz not null,
    id uuid not null,
    kind text not null,
    source_id int,
    actor_id int,
    subject_id int,
    session_id int,
    channel text,
    status text,
    role text,
    value double precision,
    duration_ms bigint,
    text text,
    attrs jsonb,
    body_hash bytea not null,
    constraint events_pkey primary key (org_id, occurred_at, id)
) partition by range (occurred_at);

-- The tags of events, as integers: operators on arrays can't use an index behind a policy.
create table event_tags (
    org_id int not null,
    occurred_at timestamptz not null,
    event_id uuid not null,
    tag_id int not null,
    constraint event_tags_pkey primary key (org_id, occurred_at, event_id, tag_id)
) partition by range (occurred_at);

-- Members read, tokens append, workers may read and expire everything.
do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['dictionary_counters', 'sources', 'actors', 'subjects', 'event_sessions',
                                        'tags', 'events', 'event_tags'] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format(
            'create policy %I on %I to app_ingest using (org_id = nullif(current_setting(%L, true), %L)::int)',
            tenant_table || '_ingest', tenant_table, 'app.org_id', '');
        execute format('create policy %I on %I to app_system using (true)', tenant_table || '_system', tenant_table);
        execute format('grant select on %I to app_system', tenant_table);
        if tenant_table <> 'dictionary_counters' then
            execute format(
                'create policy %I on %I to app_tenant using (org_id = nullif(current_setting(%L, true), %L)::int)',
                tenant_table || '_tenant', tenant_table, 'app.org_id', '');
            execute format('grant select on %I to app_tenant', tenant_table);
        end if;
    end loop;
end
$$;
grant select, insert, update (last_id) on dictionary_counters to app_ingest;
grant select, insert on sources, event_sessions, tags to app_ingest;
grant select, insert, update (name, url) on actors, subjects to app_ingest;
grant insert, select (org_id, occurred_at, id, body_hash) on events to app_ingest;
grant insert on event_tags to app_ingest;

-- Makes the monthly partitions of both tables from the month of first_month on, where they are missing, and
-- answers how many it made. It runs with the rights of the role that migrated, so that workers need none to
-- create tables. A partition is attached, not created in place: that lets reads and writes of the other months
-- go on. It has row level security without a policy and no grants, so it is reached through its parent only.
create function ensure_event_partitions(first_month date, months int) returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set timezone = 'UTC'
as $$
declare
    parent text;
    child text;
    month_start timestamptz;
    made int := 0;
begin
    if months not between 1 and 120 then
        raise exception 'between 1 and 120 months at once, not %', months using errcode = 'invalid_parameter_value';
    end if;
    -- Several servers may come at once; the second finds everything made.
    perform pg_advisory_xact_lock(hashtextextended('pulseboard event partitions', 0));
    for step in 0 .. months - 1 loop
        month_start := date_trunc('month', first_month::timestamptz) + make_interval(months => step);
        foreach parent in array array['events', 'event_tags'] loop
            child := parent || to_char(month_start, '_YYYY_MM');
            continue when to_regclass(format('public.%I', child)) is not null;
            execute format('create table public.%I (like public.%I including all)', child, parent);
            execute format('alter table public.%I enable row level security', child);
            execute format('alter table public.%I force row level security', child);
            execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
                           parent, child, month_start, month_start + interval '1 month');
            made := made + 1;
        end loop;
    end loop;
    return made;
end
$$;
revoke execute on function ensure_event_partitions(date, int) from public;
grant execute on function ensure_event_partitions(date, int) to app_system;

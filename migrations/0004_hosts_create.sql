-- Machines and how they are doing.
--
-- A machine sends a sample every few seconds. Samples are kept as sent for a day; closed minutes and then closed
-- hours keep the minimum, sum and maximum of each figure and the number of samples behind it, so that coarser
-- answers are exact. The four instants say how far each step has come; whoever moves one holds the row, and who
-- adds a sample shares it, so that no sample can slip in behind a minute that is being closed.
create table hosts (
    org_id int not null,
    id int generated always as identity,
    name text not null,
    created_at timestamptz not null default now(),
    minutes_until timestamptz not null default 'epoch',
    hours_until timestamptz not null default 'epoch',
    samples_since timestamptz not null default 'epoch',
    minutes_since timestamptz not null default 'epoch',
    constraint hosts_pkey primary key (org_id, id),
    constraint hosts_name_key unique (org_id, name),
    constraint hosts_org_fkey foreign key (org_id) references organizations (id),
    constraint hosts_name_check check (char_length(name) between 1 and 200)
);

-- One sample. Percentages are null where the machine didn't say how much there is in all; the upper bounds turn
-- away what isn't a number, which Postgres sorts above infinity.
create table host_samples (
    org_id int not null,
    host_id int not null,
    sampled_at timestamptz not null,
    cpu_percent real not null,
    memory_used bigint not null,
    memory_total bigint not null,
    disk_used bigint not null,
    disk_total bigint not null,
    load1 real not null,
    uptime_seconds bigint not null,
    memory_percent double precision generated always as (
        case when memory_total > 0 then least(100.0, memory_used::double precision / memory_total * 100.0) end
    ) stored,
    disk_percent double precision generated always as (
        case when disk_total > 0 then least(100.0, disk_used::double precision / disk_total * 100.0) end
    ) stored,
    constraint host_samples_pkey primary key (org_id, host_id, sampled_at),
    constraint host_samples_host_fkey foreign key (org_id, host_id) references hosts (org_id, id) on delete cascade,
    constraint host_samples_cpu_percent_check check (cpu_percent >= 0 and cpu_percent < 'infinity'),
    constraint host_samples_load1_check check (load1 >= 0 and load1 < 'infinity'),
    constraint host_samples_sizes_check
        check (memory_used >= 0 and memory_total >= 0 and disk_used >= 0 and disk_total >= 0),
    constraint host_samples_uptime_check check (uptime_seconds >= 0)
);

-- Closed minutes and hours. A figure that no sample of the span knew has count 0 and nulls.
create table host_rollups (
    org_id int not null,
    host_id int not null,
    grain text not null,
    started_at timestamptz not null,
    samples int not null,
    cpu_min double precision not null,
    cpu_sum double precision not null,
    cpu_max double precision not null,
    memory_count int not null,
    memory_min double precision,
    memory_sum double precision,
    memory_max double precision,
    disk_count int not null,
    disk_min double precision,
    disk_sum double precision,
    disk_max double precision,
    load_min double precision not null,
    load_sum double precision not null,
    load_max double precision not null,
    constraint host_rollups_pkey primary key (org_id, host_id, grain, started_at),
    constraint host_rollups_host_fkey foreign key (org_id, host_id) references hosts (org_id, id) on delete cascade,
    constraint host_rollups_grain_check check (grain in ('1m', '1h')),
    constraint host_rollups_samples_check check (samples > 0)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['hosts', 'host_samples', 'host_rollups'] loop
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

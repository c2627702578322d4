-- Providers: by what an organization sends its messages.
--
-- settings is what is not secret, tagged by its kind; secret is a password, a token, an address or a signing key, sealed,
-- written by members and read by workers only. The rest is how it is doing: failing_since is set by the first failure
-- after a success, last_answer what the other side said at the last success, blocked_until by an answer that asks to be left alone.
create table providers (
    org_id int not null,
    id int generated always as identity,
    kind text not null,
    name text not null,
    settings jsonb not null,
    secret bytea,
    is_active boolean not null default true,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    removed_at timestamptz,
    last_success_at timestamptz,
    last_answer text,
    last_failure_at timestamptz,
    last_failure text,
    failing_since timestamptz,
    blocked_until timestamptz,
    constraint providers_pkey primary key (org_id, id),
    constraint providers_org_fkey foreign key (org_id) references organizations (id),
    constraint providers_kind_check check (kind in ('smtp', 'slack', 'telegram', 'webhook')),
    constraint providers_name_check check (char_length(name) between 1 and 200),
    constraint providers_answers_check check (char_length(last_answer) <= 500 and char_length(last_failure) <= 500)
);
create unique index providers_name_key on providers (org_id, lower(name)) where removed_at is null;

alter table providers enable row level security;
alter table providers force row level security;
create policy providers_tenant on providers to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy providers_system on providers to app_system using (true);
grant select (org_id, id, kind, name, settings, is_active, created_at, changed_at, removed_at, last_success_at,
              last_answer, last_failure_at, last_failure, failing_since, blocked_until),
      insert (org_id, kind, name, settings, created_at, changed_at),
      update (name, settings, secret, is_active, changed_at, removed_at, last_success_at, last_answer,
              last_failure_at, last_failure, failing_since, blocked_until)
    on providers to app_tenant;
grant select, insert, update, delete on providers to app_system;

-- Policies may tell people outside of the organization, and may remind. Both are off where nobody said otherwise.
alter table policies
    add column notify_outside boolean not null default false,
    add column remind_hours smallint,
    add constraint policies_remind_hours_check check (remind_hours between 1 and 720);

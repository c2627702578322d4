-- Who did what, on what, when, from where, and how it went.
--
-- Append-only: no role of the application may change or delete an entry. The entry of a change is written in the
-- transaction of the change. What a person does with their own account (signing in, a new password) is in the log of
-- each organization they are a member of. An entry refers to nobody by key: it stays when the account goes, so actor
-- holds the e-mail address, or the token's name, of that time.
create table audit_entries (
    org_id int not null,
    id bigint generated always as identity,
    occurred_at timestamptz not null default now(),
    actor_kind text not null,
    actor_id int,
    actor text not null,
    action text not null,
    target text not null default '',
    detail text not null default '',
    address inet,
    result text not null,
    constraint audit_entries_pkey primary key (org_id, id),
    constraint audit_entries_org_fkey foreign key (org_id) references organizations (id),
    constraint audit_entries_actor_kind_check check (actor_kind in ('user', 'token', 'operator')),
    constraint audit_entries_actor_check check (char_length(actor) between 1 and 300),
    constraint audit_entries_action_check check (action ~ '^[a-z]+\.[a-z_]+$'),
    constraint audit_entries_target_check check (char_length(target) <= 300),
    constraint audit_entries_detail_check check (char_length(detail) <= 2000),
    constraint audit_entries_result_check check (result in ('done', 'refused'))
);
-- The log is read from its end, whole or by one of these.
create index audit_entries_occurred_at_idx on audit_entries (org_id, occurred_at, id);
create index audit_entries_action_idx on audit_entries (org_id, action, occurred_at, id);
create index audit_entries_actor_idx on audit_entries (org_id, actor, occurred_at, id);

alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy audit_entries_tenant on audit_entries to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy audit_entries_identity on audit_entries to app_identity using (true);
create policy audit_entries_system on audit_entries to app_system using (true);
grant select, insert on audit_entries to app_tenant;
grant insert on audit_entries to app_identity, app_system;

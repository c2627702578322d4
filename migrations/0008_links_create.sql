-- Links that work once. The secret part is shown once and never stored: token_hash is its SHA-256.

-- Invitations to an organization. There is at most one open invitation of an address; inviting again replaces it, and
-- the link before no longer exists. Identity reads every row, because the link says which organization it belongs to.
create table invitations (
    org_id int not null,
    id int generated always as identity,
    email text not null,
    role text not null,
    token_hash bytea not null,
    invited_by int,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by int,
    withdrawn_at timestamptz,
    constraint invitations_pkey primary key (org_id, id),
    constraint invitations_token_hash_key unique (token_hash),
    constraint invitations_org_fkey foreign key (org_id) references organizations (id),
    constraint invitations_invited_by_fkey foreign key (invited_by) references users (id) on delete set null,
    constraint invitations_accepted_by_fkey foreign key (accepted_by) references users (id) on delete set null,
    constraint invitations_email_check check (email = lower(email) and char_length(email) between 3 and 254),
    constraint invitations_role_check check (role in ('viewer', 'editor', 'admin', 'owner')),
    constraint invitations_token_hash_check check (octet_length(token_hash) = 32),
    constraint invitations_end_check check (accepted_at is null or withdrawn_at is null)
);
create unique index invitations_open_key on invitations (org_id, email)
    where accepted_at is null and withdrawn_at is null;
create index invitations_expires_at_idx on invitations (expires_at);
create index invitations_invited_by_idx on invitations (invited_by);
create index invitations_accepted_by_idx on invitations (accepted_by);

alter table invitations enable row level security;
alter table invitations force row level security;
create policy invitations_tenant on invitations to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy invitations_identity on invitations to app_identity using (true);
create policy invitations_system on invitations to app_system using (true);
grant select (org_id, id, email, role, invited_by, created_at, expires_at, accepted_at, withdrawn_at)
    on invitations to app_tenant;
grant insert (org_id, email, role, token_hash, invited_by, created_at, expires_at) on invitations to app_tenant;
grant update (role, token_hash, invited_by, created_at, expires_at, withdrawn_at) on invitations to app_tenant;
grant select, update (accepted_at, accepted_by) on invitations to app_identity;
grant select, delete on invitations to app_system;

-- Links to a new password. They belong to a person, not to an organization.
create table password_resets (
    id int generated always as identity,
    user_id int not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint password_resets_pkey primary key (id),
    constraint password_resets_token_hash_key unique (token_hash),
    constraint password_resets_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint password_resets_token_hash_check check (octet_length(token_hash) = 32)
);
create index password_resets_user_idx on password_resets (user_id);
create index password_resets_expires_at_idx on password_resets (expires_at);
grant select, update (used_at) on password_resets to app_identity;
grant select, insert, delete on password_resets to app_system;

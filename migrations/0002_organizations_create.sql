-- Organizations, the people in them, and what lets a person or a program in.
--
-- A table that belongs to an organization has the column org_id, forced row level security and a policy for each
-- role that may touch it; a test reads the catalog and fails where one of these is without the others.
-- A policy compares with nullif(current_setting('app.org_id', true), ''), because on a pooled connection a local
-- setting that has ended leaves an empty string behind, not null. Without the setting nothing is visible.

-- The tenant. Its slug is in every URL, its zone decides where days begin.
create table organizations (
    id int generated always as identity,
    slug text not null,
    name text not null,
    zone text not null,
    created_at timestamptz not null default now(),
    constraint organizations_pkey primary key (id),
    constraint organizations_slug_key unique (slug),
    constraint organizations_slug_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
    constraint organizations_name_check check (char_length(name) between 1 and 200),
    constraint organizations_zone_check check (char_length(zone) between 1 and 64)
);
grant select on organizations to app_identity;
grant select, insert, update on organizations to app_system;

-- A person. The e-mail address is stored in lower case, so that the unique constraint means one account.
-- password_hash is an Argon2id string in PHC format.
create table users (
    id int generated always as identity,
    email text not null,
    name text not null,
    password_hash text not null,
    theme text not null default 'system',
    created_at timestamptz not null default now(),
    constraint users_pkey primary key (id),
    constraint users_email_key unique (email),
    constraint users_email_check check (email = lower(email) and char_length(email) between 3 and 254),
    constraint users_name_check check (char_length(name) between 1 and 200),
    constraint users_theme_check check (theme in ('system', 'light', 'dark'))
);
grant select, update (theme, password_hash) on users to app_identity;
grant select, insert, update on users to app_system;

-- Who belongs to which organization, and as what. Identity sees only the memberships of the user whom the
-- transaction names in app.user_id.
create table members (
    org_id int not null,
    user_id int not null,
    role text not null,
    created_at timestamptz not null default now(),
    constraint members_pkey primary key (org_id, user_id),
    constraint members_org_fkey foreign key (org_id) references organizations (id),
    constraint members_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint members_role_check check (role in ('viewer', 'editor', 'admin', 'owner'))
);
create index members_user_idx on members (user_id, org_id);
alter table members enable row level security;
alter table members force row level security;
create policy members_identity on members to app_identity
    using (user_id = nullif(current_setting('app.user_id', true), '')::int);
create policy members_tenant on members to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy members_system on members to app_system using (true);
grant select on members to app_identity, app_tenant;
grant select, insert, update, delete on members to app_system;

-- What a program authenticates with. The token itself is shown once and never stored: hash is its SHA-256.
-- Identity may read every row, because the token says which organization it belongs to.
create table api_tokens (
    org_id int not null,
    id int generated always as identity,
    name text not null,
    hash bytea not null,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    constraint api_tokens_pkey primary key (org_id, id),
    constraint api_tokens_hash_key unique (hash),
    constraint api_tokens_org_fkey foreign key (org_id) references organizations (id),
    constraint api_tokens_name_check check (char_length(name) between 1 and 200),
    constraint api_tokens_hash_check check (octet_length(hash) = 32),
    constraint api_tokens_scopes_check
        check (cardinality(scopes) > 0 and scopes <@ array['ingest', 'read', 'check', 'admin'])
);
alter table api_tokens enable row level security;
alter table api_tokens force row level security;
create policy api_tokens_identity on api_tokens to app_identity using (true);
create policy api_tokens_system on api_tokens to app_system using (true);
grant select on api_tokens to app_identity;
grant select, insert, update on api_tokens to app_system;

-- Sessions of browsers, before and after sign-in. The cookie carries a random id of which only the SHA-256 is
-- stored, so that a copy of this table lets nobody in. It belongs to a person, not to an organization.
create table user_sessions (
    id_hash bytea not null,
    user_id int,
    data jsonb not null,
    address inet,
    user_agent text,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    constraint user_sessions_pkey primary key (id_hash),
    constraint user_sessions_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint user_sessions_id_hash_check check (octet_length(id_hash) = 32),
    constraint user_sessions_user_agent_check check (char_length(user_agent) <= 500)
);
create index user_sessions_user_idx on user_sessions (user_id);
create index user_sessions_expires_at_idx on user_sessions (expires_at);
grant select, insert, update, delete on user_sessions to app_identity;
grant select, delete on user_sessions to app_system;

-- Sign-ins that are under way or have failed. A row is written before the password is looked at and taken back
-- when it was right, so that any number of parallel attempts is counted. The account is kept as a SHA-256 of the
-- e-mail address, because what people type there by mistake may be a password; it becomes null when a later
-- success clears the account, and the row then counts for its address only. An address is one IPv4 host or one
-- IPv6 /64, the least that a network hands out.
create table sign_in_attempts (
    id bigint generated always as identity,
    account_hash bytea,
    address inet not null,
    attempted_at timestamptz not null,
    constraint sign_in_attempts_pkey primary key (id),
    constraint sign_in_attempts_account_hash_check check (octet_length(account_hash) = 32)
);
create index sign_in_attempts_account_idx on sign_in_attempts (account_hash, attempted_at);
create index sign_in_attempts_address_idx on sign_in_attempts (address, attempted_at);
create index sign_in_attempts_attempted_at_idx on sign_in_attempts (attempted_at);
grant select, insert, update (account_hash), delete on sign_in_attempts to app_identity;
grant select, delete on sign_in_attempts to app_system;

-- People change what they own: organizations, memberships, their account, their sessions.

-- How dates are written, and whether viewers see more than machines. A person without a locale has the organization's.
alter table organizations
    add column locale text not null default 'en-GB',
    add column viewers_see_analytics boolean not null default true,
    add constraint organizations_locale_check check (locale in ('en-GB', 'en-US', 'de', 'fr', 'sv'));
alter table users
    add column locale text,
    add constraint users_locale_check check (locale in ('en-GB', 'en-US', 'de', 'fr', 'sv'));

-- Members see each other and owners change their organization, so both tables are opened to app_tenant, row by row.
-- They have no org_id; row level security is not forced, since the one who owns the tables is not who serves requests.
alter table organizations enable row level security;
create policy organizations_identity on organizations to app_identity using (true);
create policy organizations_system on organizations to app_system using (true);
create policy organizations_tenant on organizations to app_tenant
    using (id = nullif(current_setting('app.org_id', true), '')::int);
grant select on organizations to app_tenant;
grant update (name, zone, locale, viewers_see_analytics) on organizations to app_tenant;
grant insert (slug, name, zone) on organizations to app_identity;

alter table users enable row level security;
create policy users_identity on users to app_identity using (true);
create policy users_system on users to app_system using (true);
create policy users_tenant on users to app_tenant using (
    exists (
        select from members m
        where m.org_id = nullif(current_setting('app.org_id', true), '')::int and m.user_id = users.id
    )
);
grant select (id, email, name) on users to app_tenant;
grant insert (email, name, password_hash), update (name, locale) on users to app_identity;

-- Roles change and memberships end within an organization; they begin with somebody who is not in it yet.
grant update (role), delete on members to app_tenant;
grant insert on members to app_identity;

-- What a person's list of sessions names them by: the hash of a session's id stays in the table.
alter table user_sessions
    add column id bigint generated always as identity,
    add constraint user_sessions_id_key unique (id);

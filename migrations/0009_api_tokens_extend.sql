-- API tokens are made and revoked by members. hint is the end of the token, enough to recognize it and nothing more.
alter table api_tokens
    add column hint text,
    add column created_by int,
    add column last_used_at timestamptz,
    add column revoked_by int,
    add constraint api_tokens_hint_check check (char_length(hint) = 4),
    add constraint api_tokens_created_by_fkey foreign key (created_by) references users (id) on delete set null,
    add constraint api_tokens_revoked_by_fkey foreign key (revoked_by) references users (id) on delete set null;
create index api_tokens_created_by_idx on api_tokens (created_by);
create index api_tokens_revoked_by_idx on api_tokens (revoked_by);

create policy api_tokens_tenant on api_tokens to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
grant select (org_id, id, name, scopes, hint, created_at, created_by, expires_at, last_used_at, revoked_at)
    on api_tokens to app_tenant;
grant insert (org_id, name, hash, scopes, hint, created_at, created_by, expires_at) on api_tokens to app_tenant;
grant update (revoked_at, revoked_by) on api_tokens to app_tenant;
grant update (last_used_at) on api_tokens to app_identity;

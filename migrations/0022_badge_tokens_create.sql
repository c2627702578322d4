-- Tokens of status badges: each opens the badge of one dashboard and nothing else. Only the hash is kept; it is looked
-- up before an organization is known, as other tokens are.
create table badge_tokens (
    org_id int not null,
    id int generated always as identity,
    dashboard_id int not null,
    hash bytea not null,
    created_at timestamptz not null,
    constraint badge_tokens_pkey primary key (org_id, id),
    constraint badge_tokens_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint badge_tokens_hash_key unique (hash),
    constraint badge_tokens_hash_check check (octet_length(hash) = 32)
);
-- One for each dashboard: a new one takes the old one's place.
create unique index badge_tokens_dashboard_key on badge_tokens (org_id, dashboard_id);

alter table badge_tokens enable row level security;
alter table badge_tokens force row level security;
create policy badge_tokens_tenant on badge_tokens to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy badge_tokens_identity on badge_tokens to app_identity using (true);
grant select, insert, delete on badge_tokens to app_tenant;
grant select on badge_tokens to app_identity;

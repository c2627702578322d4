-- Where a person hears about their dashboards. notification_email stands in the place of the address they sign in
-- with, and is written only after a link that was sent there was opened.
alter table users
    add column notification_email text,
    add column notifies_on_failure boolean not null default true,
    add constraint users_notification_email_check
        check (notification_email = lower(notification_email) and char_length(notification_email) between 3 and 254);
grant update (notification_email, notifies_on_failure) on users to app_identity;

-- Links that prove an address. token_hash is the SHA-256 of the secret part.
create table email_verifications (
    id int generated always as identity,
    user_id int not null,
    email text not null,
    token_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint email_verifications_pkey primary key (id),
    constraint email_verifications_token_hash_key unique (token_hash),
    constraint email_verifications_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint email_verifications_email_check check (email = lower(email) and char_length(email) between 3 and 254),
    constraint email_verifications_token_hash_check check (octet_length(token_hash) = 32)
);
create index email_verifications_user_idx on email_verifications (user_id);
create index email_verifications_expires_at_idx on email_verifications (expires_at);
grant select, insert, delete on email_verifications to app_identity;
grant select, delete on email_verifications to app_system;

-- In which chat a member hears from a bot. chat_id is null until the code has reached the bot: bots can't write first.
-- The code is short and lives for an hour; code_hash is its SHA-256.
create table telegram_chats (
    org_id int not null,
    id int generated always as identity,
    user_id int not null,
    provider_id int not null,
    chat_id bigint,
    code_hash bytea,
    code_expires_at timestamptz,
    constraint telegram_chats_pkey primary key (org_id, id),
    constraint telegram_chats_user_key unique (org_id, provider_id, user_id),
    constraint telegram_chats_member_fkey
        foreign key (org_id, user_id) references members (org_id, user_id) on delete cascade,
    constraint telegram_chats_provider_fkey
        foreign key (org_id, provider_id) references providers (org_id, id) on delete cascade,
    constraint telegram_chats_code_check check ((code_hash is null) = (code_expires_at is null)),
    constraint telegram_chats_code_hash_check check (octet_length(code_hash) = 32)
);
create index telegram_chats_member_idx on telegram_chats (org_id, user_id);
create index telegram_chats_code_idx on telegram_chats (code_expires_at) where code_hash is not null;
-- What was read of a bot's updates: the next one to ask for.
alter table providers add column telegram_offset bigint not null default 0;

alter table telegram_chats enable row level security;
alter table telegram_chats force row level security;
create policy telegram_chats_tenant on telegram_chats to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
create policy telegram_chats_system on telegram_chats to app_system using (true);
grant select, insert, update (chat_id, code_hash, code_expires_at), delete on telegram_chats to app_tenant;
grant select, insert, update, delete on telegram_chats to app_system;

-- Which keys the secrets of this database are sealed with.
--
-- Passwords of environments and tokens of channels are sealed (encrypted and authenticated) before they are stored;
-- the keys themselves are with the servers and never here. A key is known by an id that is made of it, which says
-- nothing about the key. This table says which ones a server has to hold: one is current and seals what is written,
-- the others are still needed to read what a change of keys hasn't reached yet. A server that lacks one doesn't
-- start, so that two servers can't seal with different keys without knowing.
--
-- Whoever seals holds a shared advisory lock to the end of the transaction, and whoever makes another key current an
-- exclusive one: after that nothing is sealed with an older key any more.
create table secret_keys (
    id text not null,
    is_current boolean not null,
    created_at timestamptz not null default now(),
    constraint secret_keys_pkey primary key (id),
    constraint secret_keys_id_check check (id ~ '^[0-9a-f]{16}$')
);
create unique index secret_keys_current_key on secret_keys (is_current) where is_current;
grant select on secret_keys to app_tenant;
grant select, insert, update, delete on secret_keys to app_system;

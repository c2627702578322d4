-- The outbox: one message to one target, written in the transaction that stores its cause.
--
-- A delivery waits, is sent by one worker at a time, and ends: sent, refused by the other side for good, or dead after
-- a day of trying. since is where that day began; sending it again begins another one. key is the same at every try,
-- so that a receiver can tell a repetition. has_slot says that a provider that takes only so much has kept the instant
-- due_at free for it. A worker that dies lets lease_until pass, and another one sends again: only what was being sent at
-- that instant can arrive twice. dashboard_id is what the links to acknowledge and snooze are about. link is the secret
-- address of a message that carries one, sealed, and gone once it is sent.
create table deliveries (
    org_id int not null,
    id bigint generated always as identity,
    provider_id int not null,
    target text not null,
    user_id int,
    dashboard_id int,
    message jsonb not null,
    link bytea,
    key uuid not null,
    state text not null default 'waiting',
    created_at timestamptz not null,
    since timestamptz not null,
    due_at timestamptz not null,
    has_slot boolean not null default false,
    attempts int not null default 0,
    holder uuid,
    lease_until timestamptz,
    tried_at timestamptz,
    ended_at timestamptz,
    answer text,
    constraint deliveries_pkey primary key (org_id, id),
    constraint deliveries_provider_fkey foreign key (org_id, provider_id) references providers (org_id, id),
    constraint deliveries_user_fkey foreign key (user_id) references users (id) on delete set null,
    constraint deliveries_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint deliveries_target_check check (char_length(target) <= 254),
    constraint deliveries_state_check check (state in ('waiting', 'sending', 'sent', 'refused', 'dead')),
    constraint deliveries_sending_check
        check ((state = 'sending') = (holder is not null) and (holder is null) = (lease_until is null)),
    constraint deliveries_ended_check check ((state in ('sent', 'refused', 'dead')) = (ended_at is not null)),
    constraint deliveries_answer_check check (char_length(answer) <= 500)
);
create index deliveries_due_idx on deliveries (due_at, id) where state = 'waiting';
create index deliveries_unsent_idx on deliveries (org_id, state, id desc) where state <> 'sent';
create index deliveries_lease_idx on deliveries (lease_until) where state = 'sending';
create index deliveries_ended_at_idx on deliveries (ended_at) where ended_at is not null;
create index deliveries_user_idx on deliveries (user_id) where user_id is not null;
create index deliveries_dashboard_idx on deliveries (org_id, dashboard_id) where dashboard_id is not null;

-- When a target that takes only so much is free again: whoever sends there moves it on, and waits for their instant.
create table delivery_gates (
    org_id int not null,
    provider_id int not null,
    target text not null,
    free_at timestamptz not null,
    constraint delivery_gates_pkey primary key (org_id, provider_id, target),
    constraint delivery_gates_provider_fkey
        foreign key (org_id, provider_id) references providers (org_id, id) on delete cascade
);

-- What each receiver was told about each subject, a dashboard or else a whole environment; the rules of it are
-- domain's alert::Story. policy_id is the policy by whose wishes they hear, remind_at when they hear again.
create table stories (
    org_id int not null,
    id bigint generated always as identity,
    environment_id int not null,
    dashboard_id int,
    provider_id int not null,
    target text not null,
    user_id int,
    why text not null,
    policy_id int,
    story jsonb not null,
    is_told boolean not null,
    remind_at timestamptz,
    constraint stories_pkey primary key (org_id, id),
    constraint stories_environment_fkey foreign key (org_id, environment_id) references environments (org_id, id),
    constraint stories_dashboard_fkey
        foreign key (org_id, dashboard_id) references dashboards (org_id, id) on delete cascade,
    constraint stories_provider_fkey foreign key (org_id, provider_id) references providers (org_id, id),
    constraint stories_policy_fkey foreign key (org_id, policy_id) references policies (org_id, id),
    constraint stories_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint stories_why_check check (why in ('channel', 'owner', 'outside'))
);
create unique index stories_receiver_key
    on stories (org_id, environment_id, coalesce(dashboard_id, 0), provider_id, target);
create index stories_dashboard_idx on stories (org_id, dashboard_id) where dashboard_id is not null;
create index stories_remind_at_idx on stories (remind_at) where remind_at is not null;
create index stories_user_idx on stories (user_id) where user_id is not null;

-- What one receiver hears of one occurrence of a policy. Whoever makes the row is the first and is told at once;
-- what follows is gathered until due_at. The first is among the entries too, so that a digest is complete.
create table gatherings (
    org_id int not null,
    id bigint generated always as identity,
    policy_id int not null,
    occurrence timestamptz not null,
    provider_id int not null,
    target text not null,
    user_id int,
    why text not null,
    due_at timestamptz,
    constraint gatherings_pkey primary key (org_id, id),
    constraint gatherings_receiver_key unique (org_id, policy_id, occurrence, provider_id, target),
    constraint gatherings_policy_fkey foreign key (org_id, policy_id) references policies (org_id, id),
    constraint gatherings_provider_fkey foreign key (org_id, provider_id) references providers (org_id, id),
    constraint gatherings_user_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint gatherings_why_check check (why in ('channel', 'owner', 'outside'))
);
create index gatherings_due_at_idx on gatherings (due_at) where due_at is not null;
create index gatherings_occurrence_idx on gatherings (occurrence) where due_at is null;
create index gatherings_user_idx on gatherings (user_id) where user_id is not null;

create table gathering_entries (
    org_id int not null,
    id bigint generated always as identity,
    gathering_id bigint not null,
    entry jsonb not null,
    constraint gathering_entries_pkey primary key (org_id, id),
    constraint gathering_entries_gathering_fkey
        foreign key (org_id, gathering_id) references gatherings (org_id, id) on delete cascade
);
create index gathering_entries_gathering_idx on gathering_entries (org_id, gathering_id, id);

-- What a report says about its own messages: owners who could not be told.
create table report_notes (
    org_id int not null,
    check_id bigint not null,
    place smallint not null,
    note text not null,
    constraint report_notes_pkey primary key (org_id, check_id, place),
    constraint report_notes_report_fkey
        foreign key (org_id, check_id) references reports (org_id, check_id) on delete cascade,
    constraint report_notes_note_check check (char_length(note) between 1 and 500)
);

do $$
declare
    tenant_table text;
begin
    foreach tenant_table in array array['deliveries', 'delivery_gates', 'stories', 'gatherings', 'gathering_entries',
                                        'report_notes'] loop
        execute format('alter table %I enable row level security', tenant_table);
        execute format('alter table %I force row level security', tenant_table);
        execute format('create policy %I on %I to app_system using (true)', tenant_table || '_system', tenant_table);
        execute format('grant select, insert, update, delete on %I to app_system', tenant_table);
    end loop;
end
$$;
-- Members read what was sent, send again what wasn't, and cause messages of their own: invitations.
create policy deliveries_tenant on deliveries to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
grant select (org_id, id, provider_id, target, user_id, dashboard_id, message, state, created_at, due_at, attempts,
              tried_at, ended_at, answer),
      insert (org_id, provider_id, target, user_id, dashboard_id, message, key, created_at, since, due_at),
      update (state, since, due_at, has_slot, attempts, ended_at, answer, link)
    on deliveries to app_tenant;
create policy report_notes_tenant on report_notes to app_tenant
    using (org_id = nullif(current_setting('app.org_id', true), '')::int);
grant select on report_notes to app_tenant;

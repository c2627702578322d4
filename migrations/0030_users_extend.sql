-- A sign-in that isn't even tried, because too many have failed, is in the audit log once an hour: blocked_noted_at says
-- when it was last.
alter table users add column blocked_noted_at timestamptz;
grant update (blocked_noted_at) on users to app_identity;

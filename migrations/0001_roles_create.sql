-- The four roles behind which every query of the application runs.
--
-- The login role only connects and migrates. Each transaction of the application first becomes one of these
-- roles with `set local role`, and the row level security of the later migrations says what that role sees:
--
--   app_identity  what comes before an organization is known: sign-in, sessions, membership, tokens.
--   app_tenant    a member at work in one organization, named by the setting app.org_id.
--   app_ingest    an API token that appends events to one organization, named by app.org_id.
--   app_system    workers and the command line; they see every organization.
--
-- Roles belong to the cluster, not to the database, and advisory locks belong to the database, so two databases
-- of one cluster may be migrated at the same instant (parallel tests do that). The lock that the migrator holds
-- doesn't help there: creating and granting therefore accept that somebody else was faster.
do $$
declare
    wanted text;
    -- From Postgres 16 on a membership may exist without the right to `set role`.
    privilege text := case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end;
begin
    foreach wanted in array array['app_identity', 'app_tenant', 'app_ingest', 'app_system'] loop
        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
            begin
                execute format('create role %I nologin', wanted);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        -- A login that is no superuser (only createrole, or none of both with roles made by an operator) must be
        -- a member to become the role. A superuser passes this test without being one.
        if not pg_catalog.pg_has_role(current_user, wanted, privilege) then
            begin
                execute format('grant %I to %I', wanted, current_user);
            exception when unique_violation then
                null;
            end;
        end if;
    end loop;
end
$$;

-- Nobody but the owner creates anything in the schema; Postgres 15 has this for new databases only.
revoke create on schema public from public;
grant usage on schema public to app_identity, app_tenant, app_ingest, app_system;

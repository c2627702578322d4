-- A channel of a policy leads through a provider. Before there were providers a policy could name any number; those
-- never led anywhere.
delete from policy_channels c
where not exists (select from providers p where p.org_id = c.org_id and p.id = c.provider_id);

alter table policy_channels
    add constraint policy_channels_provider_fkey
        foreign key (org_id, provider_id) references providers (org_id, id);
create index policy_channels_provider_idx on policy_channels (org_id, provider_id);

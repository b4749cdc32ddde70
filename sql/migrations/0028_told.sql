-- Clusters that others are told of: a ticket for each, as for each test.

alter table escapement.cluster
    add column own_ticket boolean not null default false,
    add column told       text,
    add column told_tests int[] not null default '{}',
    add constraint cluster_told_known check (told in ('open', 'closed'));
comment on column escapement.cluster.own_ticket is 'A person gave it its ticket: no other is opened.';
comment on column escapement.cluster.told is 'What others were told of it last, open or closed; null: nothing yet.';
comment on column escapement.cluster.told_tests is 'Its tests in quarantine when they were told.';
create index cluster_told on escapement.cluster (project_id, cluster_id) where told = 'open';

update escapement.cluster
set own_ticket = true
where ticket is not null;

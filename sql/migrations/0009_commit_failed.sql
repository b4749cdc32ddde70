-- Almost every commit never sees a failure, and then there is nothing to look for.

alter table escapement.commit
    add column failed boolean not null default true;
alter table escapement.commit
    alter column failed set default false;
comment on column escapement.commit.failed is 'An attempt of a test failed in some report of it; true also where that was not noted yet.';

-- Identities of tests as columns: a report whose order is new is told apart from them in one pass,
-- and adding a million tests no longer grows an index in random places.

create table escapement.test_batch (
    project_id int not null,
    first_id   int not null,
    identities bytea not null,
    constraint test_batch_pk primary key (project_id, first_id),
    constraint test_batch_whole check (octet_length(identities) > 0 and octet_length(identities) % 16 = 0)
);
alter table escapement.test_batch alter column identities set storage external;
comment on table escapement.test_batch is 'Identities of tests in the order of their ids. Written only under the lock of the project''s counter, with all that came before in sight: that is what keeps an identity from getting two ids.';
comment on column escapement.test_batch.project_id is 'The project.';
comment on column escapement.test_batch.first_id is 'Id of the first of them; the others follow one by one.';
comment on column escapement.test_batch.identities is 'Sixteen bytes each, as in test.';

insert into escapement.test_batch (project_id, first_id, identities)
select project_id, min(test_id), string_agg(uuid_send(identity), '' order by test_id)
from (
    select project_id, test_id, identity,
           test_id - row_number() over (partition by project_id order by test_id) as gap
    from escapement.test
) t
group by project_id, gap, test_id / 32768;

alter table escapement.test drop constraint test_identity_unique;
comment on column escapement.test.identity is '128-bit hash of the canonical identity; looked up in test_batch.';
comment on column escapement.test.test_id is 'Nearly dense from 1 in each project, so that arrays of it stay small.';
comment on table escapement.project_counter is 'Gives out test ids; its row is the lock that new tests of a project take. Only a crash may leave a gap.';

alter table escapement.test_list
    add column fresh_first int not null default 0,
    add column fresh_count int not null default 0;
comment on column escapement.test_list.fresh_first is 'The first of its tests that were added with it; the others follow one by one.';
comment on column escapement.test_list.fresh_count is 'How many of its tests were added with it.';

-- The attempts of a job in a build are looked at by every upload. By this they are found whatever
-- the planner knows of the tables; by the job alone it would read all reports that the job ever had.
drop index escapement.report_build;
create index report_build on escapement.report (project_id, build_id, job, shard, variant, attempt, report_id);
-- The last report that its uploader vouched for, of jobs most of which never had one.
create index report_vouched on escapement.report (project_id, job, shard, variant, report_id) where vouched;

create or replace view escapement.shard_plan (rel, class) as
values
    ('project', 'reference'),
    ('token', 'reference'),
    ('audit', 'distributed'),
    ('project_counter', 'distributed'),
    ('test', 'distributed'),
    ('test_batch', 'distributed'),
    ('commit', 'distributed'),
    ('build', 'distributed'),
    ('test_list', 'distributed'),
    ('report', 'distributed'),
    ('result_block', 'distributed'),
    ('signature', 'distributed'),
    ('failure', 'distributed'),
    ('failure_text', 'distributed'),
    ('flake_event', 'distributed'),
    ('test_state', 'distributed'),
    ('quarantine', 'distributed'),
    ('quarantine_signature', 'distributed'),
    ('code_owners', 'distributed'),
    ('upload_refusal', 'distributed'),
    ('test_link', 'distributed'),
    ('schema_migration', 'local');

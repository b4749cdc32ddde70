-- What CI jobs ask for: whether the quarantine of a project has changed, and what a build is of.

create table escapement.quarantine_version (
    project_id int not null,
    version    bigint not null,
    constraint quarantine_version_pk primary key (project_id)
);
comment on table escapement.quarantine_version is 'Counts the changes to the quarantine of a project, each in its own transaction, so that one cheap look tells whether a copy of the list is still good.';
comment on column escapement.quarantine_version.project_id is 'The project.';
comment on column escapement.quarantine_version.version is 'One more with every change.';

alter table escapement.build
    add column target_branch text,
    add column pull_request text,
    add column tree text;
comment on column escapement.build.target_branch is 'The branch that a pull request would change; null: not said, or no pull request.';
comment on column escapement.build.pull_request is 'The number or name of the pull request; null: not said, or none.';
comment on column escapement.build.tree is 'Hash of the tree that was tested, which two commits may share; null: not said.';

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
    ('quarantine_version', 'distributed'),
    ('code_owners', 'distributed'),
    ('upload_refusal', 'distributed'),
    ('test_link', 'distributed'),
    ('lease', 'local'),
    ('schema_migration', 'local');

-- Whose a test is and where it stands: owner, layer and population, and what they are read from.

alter table escapement.project
    add column default_branch text not null default 'main',
    add column path_rules jsonb not null default '[]';
comment on column escapement.project.default_branch is 'The branch whose CODEOWNERS file counts.';
comment on column escapement.project.path_rules is 'Policy: which layer, population and owner tests have by the path of their file, the last that fits counts.';

alter table escapement.test
    add column population text;
comment on column escapement.test.population is 'Whose data it runs with, such as a kind of customer; null is not known.';

alter table escapement.test_list
    add column labels uuid;
comment on column escapement.test_list.labels is 'Hash of what owner, layer and population of its tests were last settled from; null: not yet.';

alter table escapement.report
    add column layer text,
    add column population text;
comment on column escapement.report.layer is 'Layer of its tests, where the upload says it.';
comment on column escapement.report.population is 'Population of its tests, where the upload says it.';

create table escapement.code_owners (
    project_id int not null,
    name       text not null,
    body       text compression lz4 not null,
    commit_id  bigint not null,
    taken_at   timestamptz not null,
    constraint code_owners_pk primary key (project_id)
);
comment on table escapement.code_owners is 'The CODEOWNERS file in force, as it came with an upload.';
comment on column escapement.code_owners.project_id is 'The project.';
comment on column escapement.code_owners.name is 'Its path.';
comment on column escapement.code_owners.body is 'Its text.';
comment on column escapement.code_owners.commit_id is 'The commit it was taken from.';
comment on column escapement.code_owners.taken_at is 'When it came.';

-- Whose a test is and where it stands: owner, layer and population, and what they are read from.

alter table escapement.project
    add column default_branch text not null default 'main',
    add column path_rules jsonb not null default '[]',
    add column labelled boolean not null default false;
comment on column escapement.project.default_branch is 'The branch whose CODEOWNERS file counts.';
comment on column escapement.project.path_rules is 'Policy: which layer, population and owner tests have by the path of their file, the last that fits counts.';
comment on column escapement.project.labelled is 'Some test of it may have an owner, a layer or a population.';

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
    digest     uuid not null,
    commit_id  bigint,
    put_by     text,
    taken_at   timestamptz not null,
    constraint code_owners_pk primary key (project_id),
    constraint code_owners_origin check ((commit_id is null) <> (put_by is null))
);
comment on table escapement.code_owners is 'The CODEOWNERS file in force, as it came with an upload or was put here by hand.';
comment on column escapement.code_owners.project_id is 'The project.';
comment on column escapement.code_owners.name is 'Its path.';
comment on column escapement.code_owners.body is 'Its text.';
comment on column escapement.code_owners.digest is 'Hash of name and text.';
comment on column escapement.code_owners.commit_id is 'The commit whose upload brought it first; null: it was put here by hand.';
comment on column escapement.code_owners.put_by is 'Who put it here by hand: then no upload replaces it.';
comment on column escapement.code_owners.taken_at is 'When it came.';

-- Not inlined, for the estimate, as escapement.results is.
create function escapement.numbered(test_ids int[], numbers int[])
returns table (test_id int, number int)
language sql immutable parallel safe rows 100000 set search_path = ''
as $$
select u.test_id, u.number
from rows from (unnest(test_ids), unnest(numbers)) as u (test_id, number)
$$;
comment on function escapement.numbered is 'Tests with a number each, as rows, with an estimate that fits.';

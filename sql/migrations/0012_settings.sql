-- What a project has set for itself, and the plan of tables as rows: a migration that adds a table
-- adds its row here.

create table escapement.shard_class (
    rel   text not null,
    class text not null,
    constraint shard_class_pk primary key (rel),
    constraint shard_class_known check (class in ('reference', 'distributed', 'local'))
);
comment on table escapement.shard_class is 'Where each table lives on a distributed PostgreSQL.';
comment on column escapement.shard_class.rel is 'The table.';
comment on column escapement.shard_class.class is 'reference (everywhere), distributed (by project), local (on the coordinator).';

insert into escapement.shard_class (rel, class)
select p.rel, p.class
from escapement.shard_plan p;

create or replace view escapement.shard_plan (rel, class) as
select c.rel, c.class
from escapement.shard_class c;

create table escapement.project_setting (
    project_id int not null,
    name       text not null,
    value      text not null,
    changed_by text not null,
    changed_at timestamptz not null,
    constraint project_setting_pk primary key (project_id, name)
);
comment on table escapement.project_setting is 'What a project set otherwise than its default: the constants of the judgement, and what it may do by itself.';
comment on column escapement.project_setting.project_id is 'The project.';
comment on column escapement.project_setting.name is 'Name of the setting, as the program lists them.';
comment on column escapement.project_setting.value is 'Its value, as it is written.';
comment on column escapement.project_setting.changed_by is 'Who set it.';
comment on column escapement.project_setting.changed_at is 'When it was set.';

insert into escapement.shard_class (rel, class)
values
    ('shard_class', 'local'),
    ('project_setting', 'distributed');

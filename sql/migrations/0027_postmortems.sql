-- Post-mortems: which tests would have caught an escape, what people wrote of it, and its versions, which
-- never change.

create table escapement.defect_test (
    project_id int not null,
    defect_id  bigint not null,
    test_id    int not null,
    why        text,
    added_at   timestamptz not null,
    constraint defect_test_pk primary key (project_id, defect_id, test_id),
    constraint defect_test_defect_fk foreign key (project_id, defect_id)
        references escapement.defect (project_id, defect_id),
    constraint defect_test_test_fk foreign key (project_id, test_id) references escapement.test (project_id, test_id)
);
comment on table escapement.defect_test is 'Tests that a person says would have caught a bug, had they run and been heard.';
comment on column escapement.defect_test.project_id is 'The project.';
comment on column escapement.defect_test.defect_id is 'The bug.';
comment on column escapement.defect_test.test_id is 'The test.';
comment on column escapement.defect_test.why is 'In words.';
comment on column escapement.defect_test.added_at is 'When it was said.';

create table escapement.postmortem_field (
    project_id int not null,
    defect_id  bigint not null,
    field      text not null,
    body       text not null,
    changed_at timestamptz not null,
    constraint postmortem_field_pk primary key (project_id, defect_id, field),
    constraint postmortem_field_defect_fk foreign key (project_id, defect_id)
        references escapement.defect (project_id, defect_id)
);
comment on table escapement.postmortem_field is 'What people wrote into a field of the post-mortem that is being worked on.';
comment on column escapement.postmortem_field.project_id is 'The project.';
comment on column escapement.postmortem_field.defect_id is 'The escape.';
comment on column escapement.postmortem_field.field is 'The field, as the document names it.';
comment on column escapement.postmortem_field.body is 'What they wrote.';
comment on column escapement.postmortem_field.changed_at is 'When.';

create table escapement.postmortem (
    project_id int not null,
    defect_id  bigint not null,
    version    int not null,
    state      text not null,
    document   jsonb not null,
    fields     int not null,
    filled     int not null,
    proposed   int not null,
    written    int not null,
    made_at    timestamptz not null,
    constraint postmortem_pk primary key (project_id, defect_id, version),
    constraint postmortem_defect_fk foreign key (project_id, defect_id)
        references escapement.defect (project_id, defect_id),
    constraint postmortem_state_known check (state in ('draft', 'in_review', 'reviewed', 'closed')),
    constraint postmortem_version_positive check (version > 0)
);
comment on table escapement.postmortem is 'A version of a post-mortem. Never changed, never deleted.';
comment on column escapement.postmortem.project_id is 'The project.';
comment on column escapement.postmortem.defect_id is 'The escape.';
comment on column escapement.postmortem.version is '1, 2, 3 ...';
comment on column escapement.postmortem.state is 'draft, in_review, reviewed or closed.';
comment on column escapement.postmortem.document is 'The whole document, as it stood.';
comment on column escapement.postmortem.fields is 'Fields of it.';
comment on column escapement.postmortem.filled is 'Fields filled by the service.';
comment on column escapement.postmortem.proposed is 'Fields proposed by the service that wait for a person.';
comment on column escapement.postmortem.written is 'Fields written by people.';
comment on column escapement.postmortem.made_at is 'When.';

insert into escapement.shard_class (rel, class)
values
    ('defect_test', 'distributed'),
    ('postmortem_field', 'distributed'),
    ('postmortem', 'distributed');

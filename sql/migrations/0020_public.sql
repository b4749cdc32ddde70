-- Uploads without a token, where a project takes them: who sends them is anybody, so they are judged,
-- teach nothing, and are few.

alter table escapement.project
    add column public_upload boolean not null default false;
comment on column escapement.project.public_upload is 'Takes uploads without a token, untrusted ones: for pull requests from forks.';

comment on column escapement.report.untrusted is 'Uploaded without a token, or by an ID token from a ref that is not protected or from a pull request: it is judged by itself, and is never evidence, nor usual for its job.';

create table escapement.public_upload (
    project_id int not null,
    hour       timestamptz not null,
    uploads    int not null,
    constraint public_upload_pk primary key (project_id)
);
comment on table escapement.public_upload is 'How many uploads without a token a project took in the latest hour that had any.';
comment on column escapement.public_upload.project_id is 'The project.';
comment on column escapement.public_upload.hour is 'Begin of that hour.';
comment on column escapement.public_upload.uploads is 'How many were stored in it.';

insert into escapement.shard_class (rel, class)
values ('public_upload', 'distributed');

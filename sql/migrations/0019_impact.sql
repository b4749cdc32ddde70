-- What failures cost: a row for each test and build that it failed in, and sums of them over
-- windows of days, by test and by signature.

create table escapement.impact_build (
    project_id    int not null,
    test_id       int not null,
    build_id      bigint not null,
    day           date not null,
    signature_id  bigint not null,
    blocked       boolean not null,
    delayed       boolean not null,
    retry_seconds double precision not null,
    retried       int not null,
    never_passed  int not null,
    constraint impact_build_pk primary key (project_id, test_id, build_id)
);
comment on table escapement.impact_build is 'What the failures of a test cost a build. Failures of incidents, and those that only tests within it caused, cost nothing here.';
comment on column escapement.impact_build.project_id is 'The project.';
comment on column escapement.impact_build.test_id is 'The test.';
comment on column escapement.impact_build.build_id is 'A build in which an attempt of it failed.';
comment on column escapement.impact_build.day is 'The day, in UTC, on which the build began to report.';
comment on column escapement.impact_build.signature_id is 'What it said first in this build.';
comment on column escapement.impact_build.blocked is 'It was among what made a verdict fail, nothing excused it, and that failing run is a flaky event.';
comment on column escapement.impact_build.delayed is 'It was not blocked by this test, but ran it or its job again.';
comment on column escapement.impact_build.retry_seconds is 'Its attempts after the first, and of each rerun of its job an equal share among the tests that the rerun answered.';
comment on column escapement.impact_build.retried is 'Jobs of the build in which it failed and was executed again.';
comment on column escapement.impact_build.never_passed is 'Those of them in which it never passed.';
create index impact_build_test on escapement.impact_build (project_id, test_id, day);
create index impact_build_signature on escapement.impact_build (project_id, signature_id, day);

create table escapement.test_impact (
    project_id     int not null,
    window_days    int not null,
    test_id        int not null,
    builds_failed  int not null,
    builds_blocked int not null,
    builds_delayed int not null,
    retry_seconds  double precision not null,
    retried        int not null,
    never_passed   int not null,
    wait_minutes   double precision not null,
    lost_seconds   bigint not null,
    reckoned_at    timestamptz not null,
    constraint test_impact_pk primary key (project_id, window_days, test_id)
);
comment on table escapement.test_impact is 'What a test cost over a window of days that ends today. A test that did not fail in it has no row.';
comment on column escapement.test_impact.project_id is 'The project.';
comment on column escapement.test_impact.window_days is '7, 28, 90 or 365.';
comment on column escapement.test_impact.test_id is 'The test.';
comment on column escapement.test_impact.builds_failed is 'Builds in which an attempt of it failed.';
comment on column escapement.test_impact.builds_blocked is 'Builds that it blocked.';
comment on column escapement.test_impact.builds_delayed is 'Builds that it delayed and did not block.';
comment on column escapement.test_impact.retry_seconds is 'Seconds of CI on retries.';
comment on column escapement.test_impact.retried is 'Times it failed in a job of a build and was executed again.';
comment on column escapement.test_impact.never_passed is 'Times of these that it never passed.';
comment on column escapement.test_impact.wait_minutes is 'People-minutes waited, by the settings of that time.';
comment on column escapement.test_impact.lost_seconds is 'People waiting and CI on retries together: what lists are ordered by.';
comment on column escapement.test_impact.reckoned_at is 'When that was summed up.';
create index test_impact_rank on escapement.test_impact (project_id, window_days, lost_seconds desc, test_id);

create table escapement.signature_impact (
    project_id     int not null,
    window_days    int not null,
    signature_id   bigint not null,
    tests          int not null,
    builds_failed  int not null,
    builds_blocked int not null,
    builds_delayed int not null,
    retry_seconds  double precision not null,
    retried        int not null,
    never_passed   int not null,
    wait_minutes   double precision not null,
    lost_seconds   bigint not null,
    reckoned_at    timestamptz not null,
    constraint signature_impact_pk primary key (project_id, window_days, signature_id)
);
comment on table escapement.signature_impact is 'What a signature cost over a window of days that ends today, over all tests that failed with it first in a build.';
comment on column escapement.signature_impact.project_id is 'The project.';
comment on column escapement.signature_impact.window_days is '7, 28, 90 or 365.';
comment on column escapement.signature_impact.signature_id is 'The signature.';
comment on column escapement.signature_impact.tests is 'Tests that failed with it.';
comment on column escapement.signature_impact.builds_failed is 'Builds in which a test failed with it.';
comment on column escapement.signature_impact.builds_blocked is 'Builds that it blocked, each once.';
comment on column escapement.signature_impact.builds_delayed is 'Builds that it delayed and did not block.';
comment on column escapement.signature_impact.retry_seconds is 'Seconds of CI on retries.';
comment on column escapement.signature_impact.retried is 'Times a test failed in a job of a build and was executed again.';
comment on column escapement.signature_impact.never_passed is 'Times of these that the test never passed.';
comment on column escapement.signature_impact.wait_minutes is 'People-minutes waited, by the settings of that time.';
comment on column escapement.signature_impact.lost_seconds is 'People waiting and CI on retries together.';
comment on column escapement.signature_impact.reckoned_at is 'When that was summed up.';
create index signature_impact_rank on escapement.signature_impact (project_id, window_days, lost_seconds desc, signature_id);

insert into escapement.shard_class (rel, class)
values
    ('impact_build', 'distributed'),
    ('test_impact', 'distributed'),
    ('signature_impact', 'distributed');

-- Which builds of a time had a flaky event.
create index flake_event_build on escapement.flake_event (project_id, build_id);
-- Which failures a pass made flaky.
create index flake_event_passed on escapement.flake_event (project_id, passed_report_id);
create index build_first on escapement.build (project_id, first_seen);
create index impact_build_day on escapement.impact_build (project_id, day);

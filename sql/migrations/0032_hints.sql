-- Why tests may be flaky, as lists show it; and what tests did over a span of days, in one place.

create table escapement.test_cause (
    project_id    int not null,
    test_id       int not null,
    failing_runs  int not null,
    hint          text,
    weight        double precision,
    reason        text,
    numerator     int,
    denominator   int,
    passing       int,
    passing_count int,
    looked_at     timestamptz not null,
    constraint test_cause_pk primary key (project_id, test_id),
    constraint test_cause_whole check (num_nulls(hint, weight, reason, numerator, denominator) in (0, 5)),
    constraint test_cause_compared check ((passing is null) = (passing_count is null))
);
comment on table escapement.test_cause is 'What the runs of a flaky test hint at, when it was last looked at. Its page looks anew.';
comment on column escapement.test_cause.project_id is 'The project.';
comment on column escapement.test_cause.test_id is 'The test.';
comment on column escapement.test_cause.failing_runs is 'How many failing runs it had; when it has others, it is looked at again.';
comment on column escapement.test_cause.hint is 'The hint that stands first; null: nothing sets failing runs apart.';
comment on column escapement.test_cause.weight is 'How strongly it is hinted at, from 0 to 1.';
comment on column escapement.test_cause.reason is 'The weightiest reason of the hint: what failing runs have in common.';
comment on column escapement.test_cause.numerator is 'Failing runs that have it.';
comment on column escapement.test_cause.denominator is 'Failing runs that were looked at.';
comment on column escapement.test_cause.passing is 'Passing runs that have it; null: not compared.';
comment on column escapement.test_cause.passing_count is 'Passing runs that were looked at.';
comment on column escapement.test_cause.looked_at is 'When.';

insert into escapement.shard_class (rel, class)
values ('test_cause', 'distributed');

-- The sums up to the end of the last day, less those up to the day before the first.
create function escapement.ran_between(project int, first_day date, last_day date)
returns table (test_id int, runs bigint, flakes bigint, failures bigint, seconds double precision)
language sql stable parallel safe rows 10000 as $$
with place as materialized (
    select t.class, t.chunk
    from escapement.tally t
    where t.project_id = project
    group by t.class, t.chunk
)
select place.chunk * 4096 + (u.position - 1)::int,
       sum(u.runs - coalesce(u.runs_before, 0)),
       sum(u.flakes - coalesce(u.flakes_before, 0)),
       sum(u.failures - coalesce(u.failures_before, 0)),
       sum(u.seconds - coalesce(u.seconds_before, 0))
from place
cross join lateral (
    select t.runs, t.flakes, t.failures, t.seconds
    from escapement.tally t
    where t.project_id = project
      and t.class = place.class
      and t.chunk = place.chunk
      and t.day <= last_day
    order by t.day desc
    limit 1) top
left join lateral (
    select t.runs, t.flakes, t.failures, t.seconds
    from escapement.tally t
    where t.project_id = project
      and t.class = place.class
      and t.chunk = place.chunk
      and t.day < first_day
    order by t.day desc
    limit 1) base on true
cross join lateral unnest(top.runs, top.flakes, top.failures, top.seconds,
                          base.runs, base.flakes, base.failures, base.seconds)
    with ordinality as u (runs, flakes, failures, seconds, runs_before, flakes_before,
                          failures_before, seconds_before, position)
where u.runs > coalesce(u.runs_before, 0)
group by 1
$$;
comment on function escapement.ran_between is 'What each test that ran from one day to another did in these days.';

-- Forgets what was folded of a project: all of its reports wait to be folded again. Failing runs that
-- have expired stay counted; those that will be counted again are taken off.
-- $1 project
with counted as materialized (
    select f.test_id, count(distinct f.report_id) as runs
    from escapement.failure f
    join escapement.report r
      on r.project_id = $1::int
     and r.report_id = f.report_id
     and not r.untrusted
    left join escapement.fold_queue q
      on q.project_id = $1::int
     and q.report_id = f.report_id
    where f.project_id = $1::int
      and not f.derived
      and q.report_id is null
    group by f.test_id
),
standing as (
    update escapement.test_state s
    set failing_runs = greatest(s.failing_runs - counted.runs, 0)
    from counted
    where s.project_id = $1::int
      and s.test_id = counted.test_id
),
streams as (
    delete from escapement.stream
    where project_id = $1::int
),
commits as (
    delete from escapement.stream_commit
    where project_id = $1::int
),
reports as (
    delete from escapement.stream_report
    where project_id = $1::int
),
tails as (
    delete from escapement.test_stream
    where project_id = $1::int
),
sums as (
    delete from escapement.tally
    where project_id = $1::int
),
blips as (
    delete from escapement.flake_event
    where project_id = $1::int
      and kind = 'blip'
),
scores as (
    delete from escapement.test_score
    where project_id = $1::int
)
insert into escapement.fold_queue (project_id, report_id)
select $1::int, r.report_id
from escapement.report r
where r.project_id = $1::int
  and not r.untrusted
on conflict (project_id, report_id) do nothing

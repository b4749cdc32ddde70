-- Forgets what was folded of a project: all of its reports wait to be folded again. Their failing runs
-- stay counted.
-- $1 project
with streams as (
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
insert into escapement.fold_queue (project_id, report_id, noted)
select $1::int, r.report_id, true
from escapement.report r
where r.project_id = $1::int
  and not r.untrusted
on conflict (project_id, report_id) do nothing

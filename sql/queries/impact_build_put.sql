-- Reckons anew what failures cost some builds.
-- $1 project, $2 builds
-- test_id, signature_id: of the rows that are new or changed
with report as materialized (
    select r.report_id, r.received_at, r.build_id, r.list_id, r.attempt, r.verdict, r.seconds,
           dense_rank() over (order by r.build_id, r.job, r.shard, r.variant) as job
    from escapement.report r
    where r.project_id = $1::int
      and r.build_id = any ($2::bigint[])
      and not r.untrusted
),
-- an attempt of a job, and how long the next one took
job_attempt as materialized (
    select report.job, report.attempt,
           lead(sum(report.seconds)) over (partition by report.job order by report.attempt) as rerun_seconds
    from report
    group by report.job, report.attempt
),
-- how many failing tests each rerun answered
answered as materialized (
    select report.job, report.attempt, count(distinct f.test_id) as tests
    from report
    join job_attempt again
      on again.job = report.job
     and again.attempt = report.attempt
     and again.rerun_seconds is not null
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = report.report_id
     and f.received_at = report.received_at
     and f.final
     and not f.derived
     and f.incident_id is null
     and (f.excused_by is null or f.excused_by = 'retry')
    group by report.job, report.attempt
),
-- a failing run: a report in which an attempt of the test failed
run as materialized (
    select f.test_id, report.build_id, report.job, report.attempt, report.report_id,
           report.received_at, report.list_id,
           bool_or(f.final) as final,
           max(f.attempts) as attempts,
           coalesce(sum(f.seconds) filter (where f.attempt > 1), 0) as again_seconds,
           bool_or(f.final and (f.excused_by is null or f.excused_by = 'retry')) as stops,
           report.verdict,
           (array_agg(f.signature_id order by f.attempt))[1] as signature_id
    from report
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = report.report_id
     and f.received_at = report.received_at
     and not f.derived
     and f.incident_id is null
    group by f.test_id, report.build_id, report.job, report.attempt, report.report_id,
             report.received_at, report.list_id, report.verdict
),
cost as materialized (
    select run.test_id, run.build_id, run.job, run.report_id, run.attempt, run.final,
           run.attempts, run.signature_id,
           run.stops and run.verdict = 'fail' and e.any_kind as blocked,
           run.attempts > 1 or (run.stops and again.rerun_seconds is not null) as again,
           not run.final or e.reran as passed,
           run.again_seconds
               + case when run.final then 0 else coalesce(nullif(b.durations[place.position], 'NaN'), 0) end
               + case when run.stops then coalesce(again.rerun_seconds / answered.tests, 0) else 0 end
               as seconds
    from run
    join job_attempt again
      on again.job = run.job
     and again.attempt = run.attempt
    left join answered
      on answered.job = run.job
     and answered.attempt = run.attempt
    -- a run may be a flip and a blip; each kind has an index by run
    cross join lateral (
        select count(*) > 0 as any_kind, coalesce(bool_or(e.kind = 'retry_job'), false) as reran
        from (
            select e.kind
            from escapement.flake_event e
            where e.project_id = $1::int
              and e.test_id = run.test_id
              and e.report_id = run.report_id
              and e.kind <> 'blip'
            union all
            select e.kind
            from escapement.flake_event e
            where e.project_id = $1::int
              and e.test_id = run.test_id
              and e.report_id = run.report_id
              and e.kind = 'blip') e) e
    -- of a retry that passed: where the columns of the report tell how long it took
    left join lateral (
        select case when not run.final then array_position(l.test_ids, run.test_id) end as position
        from escapement.test_list l
        where l.project_id = $1::int
          and l.list_id = run.list_id) place on true
    left join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = run.report_id
     and b.received_at = run.received_at
     and not run.final
),
in_job as (
    select cost.test_id, cost.build_id, cost.job,
           bool_or(cost.blocked) as blocked,
           bool_or(cost.again) as again,
           sum(cost.seconds) as seconds,
           bool_or(cost.passed) as passed,
           max(cost.attempts) > 1 or count(distinct cost.attempt) > 1 or bool_or(cost.passed) as retried,
           min(cost.report_id) as first_report,
           (array_agg(cost.signature_id order by cost.report_id))[1] as signature_id
    from cost
    group by cost.test_id, cost.build_id, cost.job
),
put as (
    insert into escapement.impact_build as known (project_id, test_id, build_id, day, signature_id,
        blocked, delayed, retry_seconds, retried, never_passed)
    select $1::int, in_job.test_id, b.build_id, (b.first_seen at time zone 'UTC')::date,
           (array_agg(in_job.signature_id order by in_job.first_report))[1],
           bool_or(in_job.blocked),
           not bool_or(in_job.blocked) and bool_or(in_job.again),
           sum(in_job.seconds),
           count(*) filter (where in_job.retried),
           count(*) filter (where in_job.retried and not in_job.passed)
    from in_job
    join escapement.build b
      on b.project_id = $1::int
     and b.build_id = in_job.build_id
    group by in_job.test_id, b.build_id, b.first_seen
    on conflict (project_id, test_id, build_id) do update
    set day = excluded.day,
        signature_id = excluded.signature_id,
        blocked = excluded.blocked,
        delayed = excluded.delayed,
        retry_seconds = excluded.retry_seconds,
        retried = excluded.retried,
        never_passed = excluded.never_passed
    where (known.day, known.signature_id, known.blocked, known.delayed, known.retry_seconds,
           known.retried, known.never_passed)
        is distinct from (excluded.day, excluded.signature_id, excluded.blocked, excluded.delayed,
           excluded.retry_seconds, excluded.retried, excluded.never_passed)
    returning test_id, signature_id
)
select put.test_id, put.signature_id
from put

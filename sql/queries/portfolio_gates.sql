-- How long gates took, build by build, beside what they may, and who ran how often again.
-- $1 project, $2 first day, $3 last day, $4 retries that are allowed where no gate is named
-- gate (null: not named), builds, clocked (builds of which all reports say when they began; of others
-- the longest job counts, by the durations in its reports), p50, p95 (seconds), budget (null: none),
-- allowed (retries), over (builds over budget), jobs (of builds), retried (of these, those that ran
-- the job or a test in it again), breaches (those that did so more often than allowed), excess (retries over what is allowed)
with report as materialized (
    select r.report_id, r.build_id, r.gate, r.job, r.shard, r.variant, r.attempt, r.received_at,
           r.started_at, r.seconds,
           coalesce((
               select max(f.attempts) - 1
               from escapement.failure f
               where f.project_id = $1::int
                 and f.report_id = r.report_id
                 and f.received_at = r.received_at), 0) as retries
    from escapement.report r
    where r.project_id = $1::int
      and r.received_at >= ($2::date)::timestamp at time zone 'UTC'
      and r.received_at < ($3::date + 1)::timestamp at time zone 'UTC'
      and not r.untrusted
),
gate as materialized (
    select g.name, g.budget_seconds, g.retries_allowed
    from escapement.gate g
    where g.project_id = $1::int
),
job as materialized (
    select r.build_id, r.gate, r.job, r.shard, r.variant,
           sum(r.seconds) as seconds,
           greatest(max(r.retries), count(distinct r.attempt) - 1) as retries,
           coalesce(max(gate.retries_allowed), $4::int) as allowed
    from report r
    left join gate on gate.name = r.gate
    group by r.build_id, r.gate, r.job, r.shard, r.variant
),
clock as materialized (
    select r.build_id, r.gate,
           bool_and(r.started_at is not null) as known,
           extract(epoch from max(r.received_at) - min(r.started_at))::double precision as seconds
    from report r
    group by r.build_id, r.gate
),
of_build as materialized (
    select job.build_id, job.gate, max(job.seconds) as longest, count(*) as jobs,
           count(*) filter (where job.retries > 0) as retried,
           count(*) filter (where job.retries > job.allowed) as breaches,
           sum(greatest(job.retries - job.allowed, 0)) as excess
    from job
    group by job.build_id, job.gate
),
timed as materialized (
    select of_build.build_id, of_build.gate, of_build.jobs, of_build.retried, of_build.breaches,
           of_build.excess, clock.known and clock.seconds >= 0 as clocked,
           case when clock.known and clock.seconds >= 0 then clock.seconds
                else of_build.longest end as seconds
    from of_build
    join clock
      on clock.build_id = of_build.build_id
     and clock.gate is not distinct from of_build.gate
)
select timed.gate, count(*) as builds, count(*) filter (where timed.clocked) as clocked,
       percentile_cont(0.5) within group (order by timed.seconds) as p50,
       percentile_cont(0.95) within group (order by timed.seconds) as p95,
       max(gate.budget_seconds) as budget, coalesce(max(gate.retries_allowed), $4::int) as allowed,
       count(*) filter (where timed.seconds > gate.budget_seconds) as over,
       sum(timed.jobs) as jobs, sum(timed.retried) as retried, sum(timed.breaches) as breaches,
       sum(timed.excess) as excess
from timed
left join gate on gate.name = timed.gate
group by timed.gate
order by timed.gate nulls last

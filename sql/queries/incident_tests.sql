-- What counts when too many tests seem to have failed in some runs, taken as one run: all that ran
-- there but those that were broken before, and those that failed on the commit before in no incident
-- and were run again for that. These say nothing of whether too many failed; if so, theirs are of
-- it, too: otherwise it would go by what was known when the run came.
-- $1 project, $2 reports, $3 broken from this probability on
-- tests, failed (how many, in any of the runs), which failed and how many ran (of all), expected
-- (sum of the rates that are known), unknown (how many have none)
with runs as materialized (
    -- one by one: a plan that was made while there were few reports would read them all
    select r.report_id, r.received_at, r.commit_id, r.job, r.variant, r.list_id
    from unnest($2::bigint[]) as run (report_id)
    cross join lateral (
        select r.report_id, r.received_at, r.commit_id, r.job, r.variant, r.list_id
        from escapement.report r
        where r.project_id = $1::int
          and r.report_id = run.report_id
        limit 1) r
),
ran as materialized (
    select distinct u.test_id
    from runs
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = runs.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = runs.report_id
     and b.received_at = runs.received_at
    cross join lateral escapement.results(l.test_ids, b.outcomes) u
    where u.outcome <> 's'
),
failed as materialized (
    select f.test_id, bool_and(f.derived) as derived
    from runs
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = runs.report_id
     and f.received_at = runs.received_at
    group by f.test_id
),
before as materialized (
    select distinct f.test_id
    from runs
    join escapement.report r
      on r.project_id = $1::int
     and r.commit_id = runs.commit_id
     and r.job = runs.job
     and r.variant = runs.variant
     and r.report_id < runs.report_id
     and r.report_id <> all ($2::bigint[])
     and not r.untrusted
     and r.failed + r.errors > 0
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
     and f.final
     and f.incident_id is null
),
counted as (
    select ran.test_id, failed.test_id is not null as failed, s.rate,
           before.test_id is null and coalesce(s.broken, 0) <= $3::double precision as tells
    from ran
    left join failed on failed.test_id = ran.test_id
    left join before on before.test_id = ran.test_id
    left join escapement.test_score s
      on s.project_id = $1::int
     and s.test_id = ran.test_id
    where failed.derived is not true
)
select count(*) filter (where c.tells),
       count(*) filter (where c.failed and c.tells),
       coalesce(array_agg(c.test_id order by c.test_id) filter (where c.failed), '{}'),
       count(*),
       coalesce(sum(c.rate::double precision) filter (where c.tells), 0),
       count(*) filter (where c.rate is null and c.tells)
from counted c

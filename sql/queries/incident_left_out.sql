-- How many tests of some runs incident_tests leaves out, at most: reckoned without their results.
-- $1 project, $2 reports, $3 broken from this probability on
-- left_out
with runs as materialized (
    -- one by one: a plan that was made while there were few reports would read them all
    select me.report_id, me.received_at, me.commit_id, me.job, me.variant
    from unnest($2::bigint[]) as run (report_id)
    cross join lateral (
        select r.report_id, r.received_at, r.commit_id, r.job, r.variant
        from escapement.report r
        where r.project_id = $1::int
          and r.report_id = run.report_id
        limit 1) me
)
select (
        select count(*)
        from escapement.test_score s
        where s.project_id = $1::int
          and s.broken > $3::double precision
    ) + (
        select count(*)
        from runs me
        join escapement.failure f
          on f.project_id = $1::int
         and f.report_id = me.report_id
         and f.received_at = me.received_at
        where f.derived
    ) + (
        select coalesce(sum(r.failed + r.errors), 0)::bigint
        from runs me
        join escapement.report r
          on r.project_id = $1::int
         and r.commit_id = me.commit_id
         and r.job = me.job
         and r.variant = me.variant
         and r.report_id < me.report_id
         and not r.untrusted
    ) as left_out

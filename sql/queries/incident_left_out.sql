-- How many tests of some runs incident_tests leaves out, at most: reckoned without their results.
-- $1 project, $2 reports, $3 broken from this probability on
-- left_out
select (
        select count(*)
        from escapement.test_score s
        where s.project_id = $1::int
          and s.broken > $3::double precision
    ) + (
        select count(*)
        from escapement.report me
        join escapement.failure f
          on f.project_id = $1::int
         and f.report_id = me.report_id
         and f.received_at = me.received_at
        where me.project_id = $1::int
          and me.report_id = any ($2::bigint[])
          and f.derived
    ) + (
        select coalesce(sum(r.failed + r.errors), 0)::bigint
        from escapement.report me
        join escapement.report r
          on r.project_id = $1::int
         and r.commit_id = me.commit_id
         and r.job = me.job
         and r.variant = me.variant
         and r.report_id < me.report_id
         and not r.untrusted
        where me.project_id = $1::int
          and me.report_id = any ($2::bigint[])
    ) as left_out

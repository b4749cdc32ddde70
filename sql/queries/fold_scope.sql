-- What a new report gives reason to look at, as arrays that the statements after it take: a
-- planner who knows that there are several rows joins them by hashing.
-- $1 project, $2 report
-- retried: tests that failed and then passed in it; failing: tests that ended failing in it;
-- other_tests, other_reports: tests that ended failing in another run of its cell (commit, job,
-- variant), and in which
with here as materialized (
    select r.report_id, r.received_at, r.commit_id, r.job, r.variant
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = $2::bigint
),
failed as materialized (
    select f.test_id, f.final
    from here
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = here.report_id
     and f.received_at = here.received_at
    where not f.derived
    group by f.test_id, f.final
),
other as materialized (
    select f.test_id, r.report_id
    from here
    join escapement.report r
      on r.project_id = $1::int
     and r.commit_id = here.commit_id
     and r.job = here.job
     and r.variant = here.variant
     and r.report_id <> here.report_id
     and not r.untrusted
     and r.failed + r.errors > 0
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
     and f.final
     and not f.derived
    group by f.test_id, r.report_id
)
select array(select test_id from failed where not final order by test_id),
       array(select test_id from failed where final order by test_id),
       array(select test_id from other order by test_id, report_id),
       array(select report_id from other order by test_id, report_id)

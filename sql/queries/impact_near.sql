-- The builds of reports, and those in which these reports show that a test is flaky; of commits on which
-- a test failed: what did not costs nothing.
-- $1 project, $2 reports, $3 the tests of which they may show it
-- build_id
with changed as materialized (
    select u.report_id
    from unnest($2::bigint[]) as u (report_id)
    union
    select e.report_id
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.test_id = any ($3::int[])
      and e.passed_report_id = any ($2::bigint[])
)
select distinct r.build_id
from changed
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = changed.report_id
 and not r.untrusted
join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = r.commit_id
 and c.failed

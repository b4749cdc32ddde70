-- Counts what an incident is made of.
-- $1 project, $2 incident, $3 tests that ran
-- failed, reports
update escapement.incident i
set failed = of_it.failed, reports = of_it.reports, tests = greatest(i.tests, $3::int)
from (
    select count(distinct f.test_id)::int as failed, count(distinct f.report_id)::int as reports
    from escapement.failure f
    where f.project_id = $1::int
      and f.incident_id = $2::bigint
      and not f.derived
) of_it
where i.project_id = $1::int
  and i.incident_id = $2::bigint
returning i.failed, i.reports

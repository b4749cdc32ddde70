-- The builds in which tests failed of late.
-- $1 project, $2 failures received since then
-- build_id
select distinct r.build_id
from escapement.failure f
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = f.report_id
 and not r.untrusted
where f.project_id = $1::int
  and f.received_at >= $2::timestamptz
  and not f.derived

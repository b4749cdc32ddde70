-- The outcomes of reports, in their order.
-- $1 project, $2 reports
-- report_id, outcomes; no row for one whose results have expired
select r.report_id, b.outcomes
from escapement.report r
join escapement.result_block b
  on b.project_id = $1::int
 and b.report_id = r.report_id
 and b.received_at = r.received_at
where r.project_id = $1::int
  and r.report_id = any ($2::bigint[])
order by r.report_id

-- The results of a report as columns.
-- $1 project, $2 report
-- outcomes, durations; no row: they have expired
select b.outcomes, b.durations
from escapement.report r
join escapement.result_block b
  on b.project_id = $1::int
 and b.report_id = r.report_id
 and b.received_at = r.received_at
where r.project_id = $1::int
  and r.report_id = $2::bigint

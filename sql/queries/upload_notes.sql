-- All that is kept of what was repaired and left out in a stored upload.
-- $1 project_id, $2 report_id
-- Columns: warnings, left_out (both JSON)
select r.warnings, r.left_out
from escapement.report r
where r.project_id = $1::int
  and r.report_id = $2::bigint;

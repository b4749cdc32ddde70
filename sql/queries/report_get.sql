-- The stored answer to an upload, word for word.
-- $1 project_id, $2 report_id
-- Columns: answer
select answer
from escapement.report
where project_id = $1::int
  and report_id = $2::bigint;

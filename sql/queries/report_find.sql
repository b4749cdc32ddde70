-- The report that an upload became when it came before.
-- $1 project, $2 upload key
-- report_id, verdict, answer
select r.report_id, r.verdict, r.answer
from escapement.report r
where r.project_id = $1::int
  and r.upload_key = $2

-- A version of a post-mortem as it stood.
-- $1 project, $2 defect, $3 version
-- Columns: document
select p.document
from escapement.postmortem p
where p.project_id = $1::int
  and p.defect_id = $2::bigint
  and p.version = $3::int

-- What people wrote into the post-mortem of an escape.
-- $1 project, $2 defect
-- Columns: field, body
select f.field, f.body
from escapement.postmortem_field f
where f.project_id = $1::int
  and f.defect_id = $2::bigint

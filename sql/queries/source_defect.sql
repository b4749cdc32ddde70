-- Whether a source has told of a bug before.
-- $1 project, $2 source's name, $3 key
-- Columns: defect_id
select d.defect_id
from escapement.defect d
where d.project_id = $1::int
  and d.source = $2::text
  and d.source_key = $3::text

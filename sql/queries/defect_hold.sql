-- Locks a bug until the transaction ends.
-- $1 project_id, $2 defect_id, or null and $3 its source and $4 its key there
-- Columns: defect_id, event_at in microseconds (null: no event of its source was taken in)
select d.defect_id, (extract(epoch from d.event_at) * 1000000)::bigint
from escapement.defect d
where d.project_id = $1::int
  and (
      d.defect_id = $2::bigint
      or ($2::bigint is null and d.source = $3::text and d.source_key = $4::text)
  )
for update

-- What a bug is that was asked for as an escape. No row: there is none.
-- $1 project, $2 defect
-- Columns: kind (escape, catch, known; null: it counts nowhere), state, stage (null: not told)
select escapement.defect_kind(d.stage, d.known_at_release, d.state) as kind, d.state, d.stage
from escapement.defect d
where d.project_id = $1::int
  and d.defect_id = $2::bigint

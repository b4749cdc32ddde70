-- Takes back a person's word on a gap.
-- $1 project, $2 defect, $3 gap type
-- Columns: gap_id, state, word
delete from escapement.defect_gap g
where g.project_id = $1::int
  and g.defect_id = $2::bigint
  and g.gap_type = $3::text
returning g.gap_id, g.state, g.word

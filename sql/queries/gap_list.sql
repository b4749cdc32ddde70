-- What people said of why testing missed a bug.
-- $1 project, $2 defect
-- Columns: gap_type, state, from_data, why, evidence (JSON), word, decided_at
select g.gap_type, g.state, g.from_data, g.why, g.evidence, g.word, g.decided_at
from escapement.defect_gap g
join escapement.gap_type w on w.value = g.gap_type
where g.project_id = $1::int
  and g.defect_id = $2::bigint
order by w.rank

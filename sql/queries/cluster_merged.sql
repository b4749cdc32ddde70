-- The clusters that were put into another one, however deep.
-- $1 project_id, $2 cluster_id, $3 limit
-- Columns: cluster_id, name, text, merged_into
select h.cluster_id, h.name, h.text, h.merged_into
from escapement.cluster h
where h.project_id = $1::int
  and h.root_id = $2::bigint
order by h.cluster_id
limit $3::bigint;

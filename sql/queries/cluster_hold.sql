-- Takes clusters for a change, in the order of their ids.
-- $1 project_id, $2 clusters
-- Columns: cluster_id, name, ticket, owner, infrastructure, merged_into, root_id
select h.cluster_id, h.name, h.ticket, h.owner, h.infrastructure, h.merged_into, h.root_id
from escapement.cluster h
where h.project_id = $1::int
  and h.cluster_id = any ($2::bigint[])
order by h.cluster_id
for update;

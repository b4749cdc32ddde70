-- Takes a cluster out of the one it was put into, with all that had been put into it before.
-- $1 project_id, $2 cluster_id
with recursive below as (
    select h.cluster_id
    from escapement.cluster h
    where h.project_id = $1::int
      and h.cluster_id = $2::bigint
    union
    select h.cluster_id
    from below
    join escapement.cluster h
        on h.project_id = $1::int
        and h.merged_into = below.cluster_id
)
update escapement.cluster h
set root_id = case when h.cluster_id = $2::bigint then null else $2::bigint end,
    merged_into = case when h.cluster_id = $2::bigint then null else h.merged_into end
from below
where h.project_id = $1::int
  and h.cluster_id = below.cluster_id

-- Writes what people say of a cluster.
-- $1 project_id, $2 cluster_id, $3 name, $4 ticket, $5 owner (each null: none), $6 infrastructure
update escapement.cluster
set name = $3::text, ticket = $4::text, owner = $5::text, infrastructure = $6::boolean
where project_id = $1::int
  and cluster_id = $2::bigint

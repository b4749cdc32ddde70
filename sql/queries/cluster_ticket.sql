-- Gives a cluster the ticket that was made for it, unless it has one.
-- $1 project_id, $2 cluster_id, $3 address of the ticket
-- Columns: cluster_id
update escapement.cluster k
set ticket = $3
where k.project_id = $1::int
  and k.cluster_id = $2::bigint
  and k.ticket is null
returning k.cluster_id

-- Writes what people say of a cluster. A ticket that changes is a person's own from then on.
-- $1 project_id, $2 cluster_id, $3 name, $4 ticket, $5 owner (each null: none), $6 infrastructure
update escapement.cluster k
set name = $3::text,
    ticket = $4::text,
    own_ticket = case when k.ticket is distinct from $4::text then $4::text is not null
                      else k.own_ticket end,
    owner = $5::text,
    infrastructure = $6::boolean
where k.project_id = $1::int
  and k.cluster_id = $2::bigint

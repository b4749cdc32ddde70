-- Names signatures that are known.
-- $1 project, $2 hashes, $3 now
-- signature_id (null: it is not known), whether it is to be noted as seen again (see signature_touch),
-- whether a person marked what it says as infrastructure; in the order given
select s.signature_id, s.last_seen < $3::timestamptz - interval '1 minute', root.infrastructure
from unnest($2::uuid[]) with ordinality as u (hash, place)
left join escapement.signature s
  on s.project_id = $1::int
 and s.hash = u.hash
-- as escapement.said() has it, which would look up the signature again
left join escapement.cluster h
  on h.project_id = $1::int
 and h.cluster_id = s.cluster_id
left join escapement.cluster root
  on root.project_id = $1::int
 and root.cluster_id = coalesce(h.root_id, h.cluster_id)
order by u.place

-- Names signatures that are known.
-- $1 project, $2 hashes, $3 now
-- signature_id (null: it is not known), whether it is to be noted as seen again (see signature_touch),
-- whether a person marked what it says as infrastructure; in the order given
select s.signature_id, s.last_seen < $3::timestamptz - interval '1 minute', m.infrastructure
from unnest($2::uuid[]) with ordinality as u (hash, place)
left join escapement.signature s
  on s.project_id = $1::int
 and s.hash = u.hash
left join lateral escapement.said($1::int, s.signature_id) m on true
order by u.place

-- Names signatures, making those that are new. Hashes come sorted and each once, so that two
-- uploads lock the rows in the same order.
-- $1 project, $2 hashes, $3 texts, $4 first lines, $5 now
-- signature_id, in the order given
with touched as (
    insert into escapement.signature as s (project_id, hash, text, exemplar, first_seen, last_seen)
    select $1::int, u.hash, u.text, u.exemplar, $5::timestamptz, $5::timestamptz
    from unnest($2::uuid[], $3::text[], $4::text[]) as u (hash, text, exemplar)
    on conflict (project_id, hash) do update
    set last_seen = greatest(s.last_seen, excluded.last_seen)
    returning s.signature_id, s.hash
)
select t.signature_id
from unnest($2::uuid[]) with ordinality as u (hash, position)
join touched t on t.hash = u.hash
order by u.position

-- Names signatures, making those that are new. Hashes come sorted and each once, so that two
-- uploads add them in the same order. A signature that many uploads have at the same time holds
-- none of them up: that it was seen is noted to the minute, by one that has it for itself.
-- $1 project, $2 hashes, $3 texts, $4 first lines, $5 now
-- signature_id, in the order given
with known as materialized (
    select u.hash, u.text, u.exemplar, s.signature_id, s.last_seen
    from unnest($2::uuid[], $3::text[], $4::text[]) as u (hash, text, exemplar)
    left join escapement.signature s
      on s.project_id = $1::int
     and s.hash = u.hash
), free as materialized (
    select s.signature_id
    from known
    join escapement.signature s
      on s.project_id = $1::int
     and s.signature_id = known.signature_id
    where known.last_seen < $5::timestamptz - interval '1 minute'
    for no key update of s skip locked
), seen as (
    update escapement.signature s
    set last_seen = greatest(s.last_seen, $5::timestamptz)
    from free
    where s.project_id = $1::int
      and s.signature_id = free.signature_id
), made as (
    insert into escapement.signature as s (project_id, hash, text, exemplar, first_seen, last_seen)
    select $1::int, known.hash, known.text, known.exemplar, $5::timestamptz, $5::timestamptz
    from known
    where known.signature_id is null
    order by known.hash
    on conflict (project_id, hash) do update
    set last_seen = greatest(s.last_seen, excluded.last_seen)
    returning s.signature_id, s.hash
)
select named.signature_id
from (
    select made.hash, made.signature_id
    from made
    union all
    select known.hash, known.signature_id
    from known
    where known.signature_id is not null
) named
order by named.hash

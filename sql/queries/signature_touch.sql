-- Names signatures, making those that are new, and a cluster for each first line that is. Hashes
-- come sorted and each once, so that two uploads add them in the same order. A signature that many
-- uploads have at the same time holds none of them up: that it was seen is noted to the minute, by
-- one that has it for itself.
-- $1 project, $2 hashes, $3 texts, $4 first lines, $5 now, $6 hashes of the texts alone,
-- $7 languages, $8 frames, a line each
-- signature_id, in the order given
with known as materialized (
    select u.hash, u.text, u.exemplar, u.parent, u.language, u.frames, s.signature_id, s.last_seen
    from unnest($2::uuid[], $3::text[], $4::text[], $6::uuid[], $7::text[], $8::text[])
         as u (hash, text, exemplar, parent, language, frames)
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
), home as materialized (
    select line.parent, line.text, c.cluster_id
    from (
        select distinct on (known.parent) known.parent, known.text
        from known
        where known.signature_id is null
        order by known.parent
    ) line
    left join escapement.cluster c
      on c.project_id = $1::int
     and c.parent = line.parent
), new_home as (
    insert into escapement.cluster as c (project_id, parent, text, made_at)
    select $1::int, home.parent, home.text, $5::timestamptz
    from home
    where home.cluster_id is null
    order by home.parent
    on conflict (project_id, parent) do update
    set made_at = least(c.made_at, excluded.made_at)
    returning c.parent, c.cluster_id
), made as (
    insert into escapement.signature as s (project_id, hash, text, exemplar, first_seen, last_seen, parent, language, frames, cluster_id)
    select $1::int, known.hash, known.text, known.exemplar, $5::timestamptz, $5::timestamptz,
           known.parent, known.language, string_to_array(known.frames, E'\n'),
           coalesce(home.cluster_id, new_home.cluster_id)
    from known
    join home
      on home.parent = known.parent
    left join new_home
      on new_home.parent = known.parent
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

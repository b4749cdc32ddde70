-- What the failures of a test say, the most frequent first.
-- $1 project_id, $2 test_id, $3 limit
-- Columns: signature_id, text, exemplar, failures, first_seen, last_seen (of this test), covered
-- (by its open quarantine), language, frames (JSON), cluster_id, cluster_name (null: none)
select
    g.signature_id, g.text, g.exemplar, seen.failures, seen.first_seen, seen.last_seen,
    exists (
        select
        from escapement.quarantine_signature s
        join escapement.quarantine q
            on q.project_id = $1::int
            and q.quarantine_id = s.quarantine_id
        where s.project_id = $1::int
          and s.signature_id = g.signature_id
          and q.test_id = $2::int
          and q.state <> 'closed'
    ) or exists (
        select
        from escapement.quarantine q
        cross join escapement.covered_by_line($1::int, q.quarantine_id, g.signature_id) l
        where q.project_id = $1::int
          and q.test_id = $2::int
          and q.state <> 'closed'
    ) as covered,
    g.language, to_json(g.frames) as frames, k.cluster_id, k.name as cluster_name
from (
    select
        f.signature_id,
        count(*) as failures,
        min(f.received_at) as first_seen,
        max(f.received_at) as last_seen
    from escapement.failure f
    where f.project_id = $1::int
      and f.test_id = $2::int
    group by f.signature_id
    order by count(*) desc, f.signature_id
    limit $3::bigint
) seen
join escapement.signature g
    on g.project_id = $1::int
    and g.signature_id = seen.signature_id
join escapement.cluster h
    on h.project_id = $1::int
    and h.cluster_id = g.cluster_id
join escapement.cluster k
    on k.project_id = $1::int
    and k.cluster_id = coalesce(h.root_id, h.cluster_id)
order by seen.failures desc, g.signature_id;

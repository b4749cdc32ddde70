-- The signatures of a cluster, those of the clusters merged into it too, latest first.
-- $1 project_id, $2 cluster_id, $3 since, $4 limit
-- Columns: signature_id, text, exemplar, language, frames (JSON), first_seen, last_seen, failures
-- (since $3), home (the cluster it would be in by itself), home_text
select
    s.signature_id, s.text, s.exemplar, s.language, to_json(s.frames) as frames, s.first_seen,
    s.last_seen, (
        select count(*)
        from escapement.failure f
        where f.project_id = $1::int
          and f.signature_id = s.signature_id
          and f.received_at >= $3::timestamptz
    ) as failures,
    h.cluster_id as home, h.text as home_text
from escapement.cluster h
join escapement.signature s
    on s.project_id = $1::int
    and s.cluster_id = h.cluster_id
where h.project_id = $1::int
  and (h.cluster_id = $2::bigint or h.root_id = $2::bigint)
order by s.last_seen desc, s.signature_id desc
limit $4::bigint;

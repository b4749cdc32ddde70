-- Puts clusters that stand by themselves into another such one, with all that was put into them.
-- $1 project_id, $2 the other one, $3 clusters
update escapement.cluster h
set root_id = $2::bigint,
    merged_into = case when h.root_id is null then $2::bigint else h.merged_into end
where h.project_id = $1::int
  and coalesce(h.root_id, h.cluster_id) = any ($3::bigint[])

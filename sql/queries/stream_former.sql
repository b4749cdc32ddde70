-- Reports that were folded before into commits of streams.
-- $1 project, $2 streams, $3 their commits
-- stream_id, commit_id, report_id, list_id, received (microseconds since 1970)
select s.stream_id, s.commit_id, s.report_id, r.list_id,
       (extract(epoch from r.received_at) * 1000000)::bigint
from (
    select distinct u.stream_id, u.commit_id
    from unnest($2::bigint[], $3::bigint[]) as u (stream_id, commit_id)
) g
join escapement.stream_report s
  on s.project_id = $1::int
 and s.stream_id = g.stream_id
 and s.commit_id = g.commit_id
-- one by one: a plan that was made while there were few reports would read them all
cross join lateral (
    select r.list_id, r.received_at
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = s.report_id
    limit 1) r
order by s.stream_id, s.commit_id, s.report_id

-- Where a test was broken: its last failing commits in a stream, at which gate, and what came next.
-- No row when no gate was named, or the catch was offered before.
-- $1 project_id, $2 test, $3 stream, $4 how many failing commits
-- Columns: gate, stage, sha since which it failed, found_at, sha of the last that failed, sha of the
-- next in the stream, the test in words
with failed as (
    select r.commit_id, c.at, min(least(r.started_at, r.received_at)) as found_at, min(r.gate) as gate
    from escapement.failure f
    join escapement.report r
        on r.project_id = $1::int
        and r.report_id = f.report_id
    join escapement.stream_report s
        on s.project_id = $1::int
        and s.stream_id = $3::bigint
        and s.commit_id = r.commit_id
        and s.report_id = r.report_id
    join escapement.stream_commit c
        on c.project_id = $1::int
        and c.stream_id = $3::bigint
        and c.commit_id = r.commit_id
    where f.project_id = $1::int
      and f.test_id = $2::int
      and not f.derived
      and f.incident_id is null
    group by r.commit_id, c.at
    order by c.at desc, r.commit_id desc
    limit $4::bigint
), ends as (
    select (array_agg(f.commit_id order by f.at, f.commit_id))[1] as first_id,
           (array_agg(f.commit_id order by f.at desc, f.commit_id desc))[1] as last_id,
           (array_agg(f.gate order by f.at, f.commit_id))[1] as gate,
           (array_agg(f.found_at order by f.at, f.commit_id))[1] as found_at,
           max(f.at) as last_at
    from failed f
)
select g.name, g.stage, first.sha, e.found_at, last.sha, (
           select k.sha
           from escapement.stream_commit c
           join escapement.commit k
               on k.project_id = $1::int
               and k.commit_id = c.commit_id
           where c.project_id = $1::int
             and c.stream_id = $3::bigint
             and (c.at, c.commit_id) > (e.last_at, e.last_id)
           order by c.at, c.commit_id
           limit 1), concat_ws(' ', nullif(t.classname, ''), t.name, nullif(t.variant, ''))
from ends e
join escapement.gate g
    on g.project_id = $1::int
    and g.name = e.gate
join escapement.commit first
    on first.project_id = $1::int
    and first.commit_id = e.first_id
join escapement.commit last
    on last.project_id = $1::int
    and last.commit_id = e.last_id
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = $2::int
where not exists (
    select
    from escapement.defect d
    where d.project_id = $1::int
      and d.source = 'gate'
      and d.source_key = $2::int || ':' || first.sha)

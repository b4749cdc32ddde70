-- The commits of streams on which tests failed and did not pass, in the order of the tests.
-- $1 project, $2 tests, $3 until
-- test_id, stream_id, place of the commit in its stream, day (since 1970), sha
with place as materialized (
    select c.stream_id, c.commit_id, c.at,
           row_number() over (partition by c.stream_id order by c.at, c.commit_id) as place
    from escapement.stream_commit c
    where c.project_id = $1::int
)
select distinct f.test_id, s.stream_id, place.place,
       (extract(epoch from date_trunc('day', place.at, 'UTC')) / 86400)::int, c.sha
from unnest($2::int[]) as u (test_id)
join escapement.failure f
  on f.project_id = $1::int
 and f.test_id = u.test_id
 and f.final
 and not f.derived
 and f.received_at < $3::timestamptz
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = f.report_id
 and not r.untrusted
join escapement.build b
  on b.project_id = $1::int
 and b.build_id = r.build_id
join escapement.stream s
  on s.project_id = $1::int
 and s.branch = b.branch
 and s.job = r.job
 and s.variant = r.variant
join place
  on place.stream_id = s.stream_id
 and place.commit_id = r.commit_id
join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = r.commit_id
where not exists (
    select
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.test_id = f.test_id
      and e.commit_id = r.commit_id
      and e.kind <> 'blip')
order by f.test_id, s.stream_id, place.place

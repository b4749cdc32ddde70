-- Notes what tests did on the last commits of a stream.
-- $1 project, $2 stream, $3 tests, $4 passes, $5 fails, $6 since which commits (0: none)
insert into escapement.test_stream as s (project_id, test_id, stream_id, passes, fails, since)
select $1::int, u.test_id, $2::bigint, u.passes, u.fails, nullif(u.since, 0)
from unnest($3::int[], $4::text[], $5::text[], $6::bigint[]) as u (test_id, passes, fails, since)
order by u.test_id
on conflict (project_id, test_id, stream_id) do update
set passes = excluded.passes,
    fails = excluded.fails,
    since = excluded.since
where (s.passes, s.fails, s.since) is distinct from (excluded.passes, excluded.fails, excluded.since)

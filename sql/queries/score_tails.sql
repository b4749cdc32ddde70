-- What tests did on the last commits of the streams in which they failed there.
-- $1 project, $2 tests
-- test_id, stream_id, passes, fails, since
select s.test_id, s.stream_id, s.passes, s.fails, s.since
from escapement.test_stream s
join escapement.stream n
  on n.project_id = $1::int
 and n.stream_id = s.stream_id
where s.project_id = $1::int
  and s.test_id = any ($2::int[])
order by s.test_id, n.branch, n.job, n.variant

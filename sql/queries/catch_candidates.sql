-- Tests that failed on several of the last commits of a stream and did not on the last of them: where
-- they were broken and are mended, that is a catch.
-- $1 project_id
-- Columns: test_id, stream_id, passes, fails, events, passing executions
select s.test_id, s.stream_id, s.passes, s.fails, coalesce(c.flips + c.blips, 0) as events,
       coalesce(c.passes, 0) as passing
from escapement.test_stream s
left join escapement.test_score c
    on c.project_id = $1::int
    and c.test_id = s.test_id
where s.project_id = $1::int
  and right(s.fails, 1) = '0'
  and s.fails ~ '[^0]0*[^0]'
order by s.test_id, s.stream_id

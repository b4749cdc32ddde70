-- The tests that failed on the last commits of a stream, as far as is noted.
-- $1 project, $2 stream
-- an array of them
select coalesce(array_agg(s.test_id), '{}')
from escapement.test_stream s
where s.project_id = $1::int
  and s.stream_id = $2::bigint

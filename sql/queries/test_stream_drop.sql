-- Forgets tests that have not failed on the last commits of a stream.
-- $1 project, $2 stream, $3 tests
delete from escapement.test_stream s
where s.project_id = $1::int
  and s.stream_id = $2::bigint
  and s.test_id = any ($3::int[])

-- The sums of chunks of tests on days after one.
-- $1 project, $2 class, $3 day (since 1970), $4 chunks
-- as tally_latest
select t.chunk, t.day - date '1970-01-01', t.runs, t.failures, t.flakes, t.skips, t.commits, t.seconds
from escapement.tally t
where t.project_id = $1::int
  and t.class = $2
  and t.day > date '1970-01-01' + $3::int
  and t.chunk = any ($4::int[])

-- How often tests had run by the end of each day on which anything ran, in the order of the tests.
-- $1 project, $2 tests, $3 until
-- test_id, day (since 1970), whether on protected branches, runs, passes, commits that passed
select u.test_id, (w.day - date '1970-01-01'), w.class = 'protected',
       coalesce(w.runs[u.test_id % 4096 + 1], 0),
       coalesce(w.runs[u.test_id % 4096 + 1] - w.failures[u.test_id % 4096 + 1], 0),
       coalesce(w.commits[u.test_id % 4096 + 1], 0)
from unnest($2::int[]) as u (test_id)
join escapement.tally w
  on w.project_id = $1::int
 and w.chunk = u.test_id / 4096
 and w.day <= ($3::timestamptz at time zone 'UTC')::date
order by u.test_id, w.day

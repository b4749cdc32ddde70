-- What the last sums of chunks of tests say of scores, of both classes.
-- $1 project, $2 chunks
-- chunk, runs, failures, commits
select t.chunk, t.runs, t.failures, t.commits
from unnest($2::int[]) as u (chunk)
cross join unnest(array['protected', 'other']) as c (class)
cross join lateral (
    select y.chunk, y.runs, y.failures, y.commits
    from escapement.tally y
    where y.project_id = $1::int
      and y.class = c.class
      and y.chunk = u.chunk
    order by y.day desc
    limit 1
) t

-- The last sums of chunks of tests at a day or before it.
-- $1 project, $2 class, $3 day (since 1970), $4 chunks
-- chunk, day (since 1970), runs, failures, flakes, skips, commits, seconds
select t.chunk, t.day - date '1970-01-01', t.runs, t.failures, t.flakes, t.skips, t.commits, t.seconds
from unnest($4::int[]) as u (chunk)
cross join lateral (
    select y.chunk, y.day, y.runs, y.failures, y.flakes, y.skips, y.commits, y.seconds
    from escapement.tally y
    where y.project_id = $1::int
      and y.class = $2
      and y.day <= date '1970-01-01' + $3::int
      and y.chunk = u.chunk
    order by y.day desc
    limit 1
) t

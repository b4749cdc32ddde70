-- Writes the sums of a chunk of tests at the end of a day.
-- $1 project, $2 class, $3 day (since 1970), $4 chunk, $5 runs, $6 failures, $7 flakes, $8 skips,
-- $9 commits, $10 seconds
insert into escapement.tally (project_id, class, day, chunk, runs, failures, flakes, skips, commits, seconds)
values ($1::int, $2, date '1970-01-01' + $3::int, $4, $5, $6, $7, $8, $9, $10)
on conflict (project_id, class, day, chunk) do update
set runs = excluded.runs,
    failures = excluded.failures,
    flakes = excluded.flakes,
    skips = excluded.skips,
    commits = excluded.commits,
    seconds = excluded.seconds

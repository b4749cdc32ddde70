-- Writes scores.
-- $1 project, $2 now, $3 whether the rules look at them at once, $4 tests, $5 flips, $6 blips,
-- $7 passes, $8 commits, $9 log_e, $10 flaky, $11 rate, $12 rate_low, $13 rate_high, $14 broken,
-- $15 broken_since (0: null), $16 broken_stream (0: null), $17 recent
-- test_id of those that have changed
insert into escapement.test_score as s (
    project_id, test_id, flips, blips, passes, commits, log_e, flaky, rate, rate_low, rate_high,
    broken, broken_since, broken_stream, recent, scored_at, judged)
select $1::int, u.test_id, u.flips, u.blips, u.passes, u.commits, u.log_e, u.flaky, u.rate,
       u.rate_low, u.rate_high, u.broken, nullif(u.since, 0), nullif(u.stream, 0), u.recent,
       $2::timestamptz, $3::boolean
from unnest($4::int[], $5::int[], $6::int[], $7::bigint[], $8::bigint[], $9::float8[],
            $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[],
            $15::bigint[], $16::bigint[], $17::text[])
     as u (test_id, flips, blips, passes, commits, log_e, flaky, rate, rate_low, rate_high, broken,
           since, stream, recent)
order by u.test_id
on conflict (project_id, test_id) do update
set flips = excluded.flips,
    blips = excluded.blips,
    passes = excluded.passes,
    commits = excluded.commits,
    log_e = excluded.log_e,
    flaky = excluded.flaky,
    rate = excluded.rate,
    rate_low = excluded.rate_low,
    rate_high = excluded.rate_high,
    broken = excluded.broken,
    broken_since = excluded.broken_since,
    broken_stream = excluded.broken_stream,
    recent = excluded.recent,
    scored_at = excluded.scored_at,
    judged = excluded.judged
where (s.flips, s.blips, s.passes, s.commits, s.log_e, s.broken, s.broken_since, s.broken_stream,
       s.recent)
      is distinct from (excluded.flips, excluded.blips, excluded.passes, excluded.commits,
       excluded.log_e, excluded.broken, excluded.broken_since, excluded.broken_stream,
       excluded.recent)
returning s.test_id

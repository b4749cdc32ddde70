-- Notes what the runs of a test hint at.
-- $1 project, $2 test, $3 its failing runs, $4 now, $5 hint, $6 weight, $7 reason, $8 failing runs that
-- have it, $9 of how many ($5 to $9 null: nothing stands out), $10 passing runs that have it, $11 of
-- how many (both null: not compared)
insert into escapement.test_cause (project_id, test_id, failing_runs, looked_at, hint, weight, reason,
    numerator, denominator, passing, passing_count)
values ($1::int, $2::int, $3::int, $4::timestamptz, $5::text, $6::double precision, $7::text,
    $8::int, $9::int, $10::int, $11::int)
on conflict (project_id, test_id) do update
set failing_runs = excluded.failing_runs,
    looked_at = excluded.looked_at,
    hint = excluded.hint,
    weight = excluded.weight,
    reason = excluded.reason,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    passing = excluded.passing,
    passing_count = excluded.passing_count

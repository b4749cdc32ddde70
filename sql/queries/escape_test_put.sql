-- Says that a test would have caught a bug.
-- $1 project, $2 defect, $3 test, $4 why (null: not said), $5 now
insert into escapement.defect_test as t (project_id, defect_id, test_id, why, added_at)
values ($1::int, $2::bigint, $3::int, $4::text, $5::timestamptz)
on conflict (project_id, defect_id, test_id) do update
set why = excluded.why

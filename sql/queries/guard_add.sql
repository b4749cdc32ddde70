-- Says that a test guards against an escape. No row when it stands already.
-- $1 project, $2 test, $3 subject, $4 actor, $5 now
-- guard_id
insert into escapement.test_guard (project_id, test_id, subject, added_by, added_at)
values ($1::int, $2::int, $3, $4, $5::timestamptz)
on conflict (project_id, test_id, subject) where ended_at is null do nothing
returning guard_id

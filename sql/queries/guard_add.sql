-- Says that a test guards against an escape. No row when it stands already.
-- $1 project, $2 test, $3 subject (null: the title of the change), $4 actor, $5 now, $6 the change
-- that it guards (null: none in particular)
-- guard_id
insert into escapement.test_guard (project_id, test_id, subject, added_by, added_at, change_id)
values ($1::int, $2::int, coalesce($3::text, (
            select c.title
            from escapement.change c
            where c.project_id = $1::int
              and c.change_id = $6::bigint)), $4, $5::timestamptz, $6::bigint)
on conflict (project_id, test_id, subject) where ended_at is null do nothing
returning guard_id

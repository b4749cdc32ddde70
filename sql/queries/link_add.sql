-- Links two tests by hand. Nothing is added when either end is taken.
-- $1 project, $2 old test, $3 new test, $4 actor, $5 now
-- link_id
insert into escapement.test_link (
    project_id, old_test_id, new_test_id, kind, opened_by, opened_at)
values ($1::int, $2::int, $3::int, 'by_hand', $4, $5)
on conflict do nothing
returning link_id

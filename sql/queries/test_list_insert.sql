-- Keeps a new list of tests; one that another upload has just made is taken as it is. No row when
-- the project has not given out all of its ids: the database has lost what it had said to be stored.
-- $1 project, $2 hash, $3 test ids, $4 suite names, $5 cases of each suite, $6 now, $7 the first
-- test that was added with it, $8 how many were, $9 the highest test id
-- list_id, fresh_first, fresh_count
insert into escapement.test_list as l (project_id, hash, test_ids, suites, suite_counts, first_seen, fresh_first, fresh_count)
select $1::int, $2, $3::int[], $4::text[], $5::int[], $6::timestamptz, $7::int, $8::int
from escapement.project_counter c
where c.project_id = $1::int
  and c.next_test_id > $9::int
on conflict (project_id, hash) do update
set first_seen = l.first_seen
returning l.list_id, l.fresh_first, l.fresh_count

-- Keeps a new list of tests; one that another upload has just made is taken as it is.
-- $1 project, $2 hash, $3 test ids, $4 suite names, $5 cases of each suite, $6 now
-- list_id
insert into escapement.test_list as l (project_id, hash, test_ids, suites, suite_counts, first_seen)
values ($1::int, $2, $3, $4, $5, $6)
on conflict (project_id, hash) do update
set first_seen = l.first_seen
returning l.list_id

-- Adds tests with ids that were taken from the counter.
-- $1 project, $2 now, $3 ids, $4 identities, $5 suites, $6 class names, $7 names, $8 variants,
-- $9 occurrences, $10 files, $11 lines
insert into escapement.test (project_id, test_id, identity, suite, classname, name, variant, occurrence, file, line, first_seen)
select $1::int, u.test_id, u.identity, u.suite, u.classname, u.name, u.variant, u.occurrence, u.file, nullif(u.line, 0), $2
from unnest($3::int[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::text[], $11::int[])
     as u (test_id, identity, suite, classname, name, variant, occurrence, file, line)

-- Keeps the words of tests with ids that were taken from the counter, as columns.
-- $1 project, $2 id of the first, $3 suites, $4 class names, $5 names, $6 variants, $7 files,
-- $8 occurrences, $9 lines, $10 now
insert into escapement.test_words (project_id, first_id, suites, classnames, names, variants, files, occurrences, lines, first_seen)
values ($1::int, $2::int, $3, $4, $5, $6, $7, $8, $9, $10)

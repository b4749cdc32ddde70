-- Makes rows of the tests of a project that are not yet: to be run before tests are read.
-- $1 project
-- how many were made
select escapement.test_unpack($1::int)

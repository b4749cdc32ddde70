-- What every failing upload asks is planned once with the statement around it: a function with
-- settings of its own can't be, and PostgreSQL plans its body at each call. Both name every table
-- with its schema.
alter function escapement.infrastructure_signatures(int) reset all;
alter function escapement.covered_by_line(int, bigint, bigint) reset all;

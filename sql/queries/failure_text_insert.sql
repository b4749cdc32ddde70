-- Adds the words of failing attempts.
-- $1 project, $2 received, $3 report, $4 tests, $5 attempt numbers, $6 messages, $7 details
insert into escapement.failure_text (project_id, received_at, report_id, test_id, attempt, message, details)
select $1::int, $2, $3::bigint, u.test_id, u.attempt, u.message, u.details
from unnest($4::int[], $5::int[], $6::text[], $7::text[])
     as u (test_id, attempt, message, details)

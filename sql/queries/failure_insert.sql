-- Adds failing attempts. One that was retried to a pass within the report is excused at once.
-- $1 project, $2 received, $3 report, $4 tests, $5 attempt numbers, $6 attempts of the test,
-- $7 outcomes, $8 whether the test ended failing (1, 0), $9 whether a test within it is to blame
-- (1, 0), $10 seconds (NaN: not said), $11 signatures
insert into escapement.failure (project_id, received_at, report_id, test_id, attempt, attempts, outcome, final, derived, seconds, signature_id, excused_by, passed_report_id)
select $1::int, $2, $3::bigint, u.test_id, u.attempt, u.attempts, u.outcome, u.final = 1, u.derived = 1,
       nullif(u.seconds, 'NaN'), u.signature_id,
       case when u.final = 0 then 'retry' end, case when u.final = 0 then $3::bigint end
from unnest($4::int[], $5::int[], $6::int[], $7::"char"[], $8::int[], $9::int[], $10::real[], $11::bigint[])
     as u (test_id, attempt, attempts, outcome, final, derived, seconds, signature_id)

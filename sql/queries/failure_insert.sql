-- Adds failing attempts and their words, and notes on the commit, whose row the transaction has locked,
-- that a test failed there. One that was retried to a pass within the report is excused at once.
-- $1 project, $2 received, $3 report, $4 commit, $5 tests, $6 attempt numbers, $7 attempts of the test,
-- $8 outcomes, $9 whether the test ended failing (1, 0), $10 whether a test within it is to blame
-- (1, 0), $11 seconds (NaN: not said), $12 signatures, $13 messages, $14 details
with noted as (
    update escapement.commit
    set failed = true
    where project_id = $1::int
      and commit_id = $4::bigint
      and not failed
),
words as (
    insert into escapement.failure_text (project_id, received_at, report_id, test_id, attempt, message, details)
    select $1::int, $2, $3::bigint, u.test_id, u.attempt, u.message, u.details
    from unnest($5::int[], $6::int[], $13::text[], $14::text[])
         as u (test_id, attempt, message, details)
)
insert into escapement.failure (project_id, received_at, report_id, test_id, attempt, attempts, outcome, final, derived, seconds, signature_id, excused_by, passed_report_id)
select $1::int, $2, $3::bigint, u.test_id, u.attempt, u.attempts, u.outcome, u.final = 1, u.derived = 1,
       nullif(u.seconds, 'NaN'), u.signature_id,
       case when u.final = 0 then 'retry' end, case when u.final = 0 then $3::bigint end
from unnest($5::int[], $6::int[], $7::int[], $8::"char"[], $9::int[], $10::int[], $11::real[], $12::bigint[])
     as u (test_id, attempt, attempts, outcome, final, derived, seconds, signature_id)

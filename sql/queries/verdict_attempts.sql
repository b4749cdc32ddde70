-- The failing attempts of tests in the attempts of a job, by test, oldest first.
-- $1 project, $2 reports in the order of the attempts, $3 when they were received, $4 tests
-- test_id, place of the report, attempt, attempts, outcome, final, seconds, message,
-- signature_id, signature
select f.test_id, unit.place, f.attempt, f.attempts, f.outcome, f.final, f.seconds, x.message,
       f.signature_id, s.text
from unnest($2::bigint[], $3::timestamptz[]) with ordinality as unit (report_id, received_at, place)
-- one by one: a plan that was made while there were few rows would read them all
cross join lateral (
    select f.test_id, f.attempt, f.attempts, f.outcome, f.final, f.seconds, f.signature_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.report_id = unit.report_id
      and f.received_at = unit.received_at
    offset 0) f
join unnest($4::int[]) as wanted (test_id)
  on wanted.test_id = f.test_id
cross join lateral (
    select s.text
    from escapement.signature s
    where s.project_id = $1::int
      and s.signature_id = f.signature_id
    limit 1) s
left join lateral (
    select x.message
    from escapement.failure_text x
    where x.project_id = $1::int
      and x.received_at = unit.received_at
      and x.report_id = unit.report_id
      and x.test_id = f.test_id
      and x.attempt = f.attempt
    limit 1) x on true
order by f.test_id, unit.place, f.attempt

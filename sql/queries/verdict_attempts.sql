-- The failing attempts of tests in the attempts of a job up to this report, in the
-- order of the tests, oldest first.
-- $1 project, $2 report, $3 tests
-- test_id, place of the report, attempt, attempts, outcome, final, seconds, message,
-- signature_id, signature
with unit as materialized (
    select r.report_id, r.received_at,
           row_number() over (order by r.attempt, r.report_id) as place
    from escapement.report me
    join escapement.report r
      on r.project_id = $1::int
     and r.build_id = me.build_id
     and r.job = me.job
     and r.shard = me.shard
     and r.variant = me.variant
     and r.untrusted = me.untrusted
     and (r.attempt, r.report_id) <= (me.attempt, me.report_id)
    where me.project_id = $1::int
      and me.report_id = $2::bigint
)
select f.test_id, unit.place, f.attempt, f.attempts, f.outcome, f.final, f.seconds, x.message,
       s.signature_id, s.text
from unit
cross join lateral unnest($3::int[]) with ordinality as wanted (test_id, position)
join escapement.failure f
  on f.project_id = $1::int
 and f.report_id = unit.report_id
 and f.received_at = unit.received_at
 and f.test_id = wanted.test_id
join escapement.signature s
  on s.project_id = $1::int
 and s.signature_id = f.signature_id
left join escapement.failure_text x
  on x.project_id = $1::int
 and x.report_id = f.report_id
 and x.received_at = f.received_at
 and x.test_id = f.test_id
 and x.attempt = f.attempt
order by wanted.position, unit.place, f.attempt

-- A period as it is told outside.
-- $1 project, $2 quarantine
-- test_id, document
select q.test_id,
       jsonb_build_object(
           'quarantine', q.quarantine_id, 'state', q.state,
           'test', jsonb_build_object('id', t.test_id, 'suite', t.suite, 'classname', t.classname, 'name', t.name),
           'owner', coalesce(q.owner, t.owner), 'reason', q.reason, 'ticket', q.ticket,
           'review_at', to_char(q.review_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'events', cardinality(q.evidence), 'rate', s.rate, 'rate_low', s.rate_low,
           'rate_high', s.rate_high)
from escapement.quarantine q
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = q.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = q.test_id
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint

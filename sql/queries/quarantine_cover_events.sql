-- Covers the failures that the evidence of a quarantine shows: all of them while it is proposed;
-- once it is in force, and acts by rule, those that two events have.
-- $1 project, $2 quarantines, $3 now, $4 whether the project activates by rule
insert into escapement.quarantine_signature (project_id, quarantine_id, signature_id, added_at)
select $1::int, q.quarantine_id, f.signature_id, $3::timestamptz
from escapement.quarantine q
cross join lateral unnest(q.evidence) as evidence (event_id)
-- one by one: these tables may have grown a lot since the planner last knew their size
cross join lateral (
    select e.report_id, e.happened_at, e.test_id
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.event_id = evidence.event_id
    limit 1
) e
cross join lateral unnest(array(
    select f.signature_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.report_id = e.report_id
      and f.received_at = e.happened_at
      and f.test_id = e.test_id
)) as f (signature_id)
where q.project_id = $1::int
  and q.quarantine_id = any ($2::bigint[])
group by q.quarantine_id, q.state, f.signature_id
having q.state = 'proposed' or ($4::boolean and count(distinct evidence.event_id) >= 2)
on conflict (project_id, quarantine_id, signature_id) do nothing

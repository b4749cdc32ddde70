-- Proposes tests with new events for quarantine, or adds the events to the period that is open.
-- Events from before the last release do not count again.
-- $1 project, $2 tests, $3 now
-- quarantine_id, test_id, state, events, is_new, reason; no row where there is nothing new
insert into escapement.quarantine as q (project_id, test_id, state, reason, opened_by, opened_at, evidence)
select $1::int, e.test_id, 'proposed',
       case when bool_and(e.kind = 'blip')
            then 'failed on one commit between passing ones'
            else 'failed and passed on one commit' end,
       'rule', $3::timestamptz,
       array_agg(e.event_id order by e.event_id)
from escapement.flake_event e
where e.project_id = $1::int
  and e.test_id = any ($2::int[])
  and e.happened_at > coalesce((
        select max(c.closed_at)
        from escapement.quarantine c
        where c.project_id = $1::int
          and c.test_id = e.test_id
          and c.state = 'closed'), '-infinity')
group by e.test_id
order by e.test_id
on conflict (project_id, test_id) where state <> 'closed' do update
set evidence = excluded.evidence
where q.evidence <> excluded.evidence
returning q.quarantine_id, q.test_id, q.state, cardinality(q.evidence), xmax = 0, q.reason

-- Counts the events of tests that have new ones.
-- $1 project, $2 tests
update escapement.test_state s
set events = e.events,
    last_event_at = e.last_event_at,
    health = 'flaky'
from (
    select e.test_id, count(*)::int as events, max(e.happened_at) as last_event_at
    from escapement.flake_event e
    where e.project_id = $1::int
      and e.test_id = any ($2::int[])
    group by e.test_id
) e
where s.project_id = $1::int
  and s.test_id = e.test_id

-- Counts the events of tests again that lost some; without any they are no longer flaky.
-- $1 project, $2 tests
update escapement.test_state s
set events = e.events,
    last_event_at = e.last_event_at,
    health = case when e.events = 0 and s.health = 'flaky' then 'healthy' else s.health end
from (
    select u.test_id, count(e.event_id)::int as events, max(e.happened_at) as last_event_at
    from unnest($2::int[]) as u (test_id)
    left join escapement.flake_event e
      on e.project_id = $1::int
     and e.test_id = u.test_id
    group by u.test_id
) e
where s.project_id = $1::int
  and s.test_id = e.test_id

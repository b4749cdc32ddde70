-- The standing of tests by their scores: broken, or flaky as long as that is more likely than not.
-- $1 project, $2 tests
with scored as materialized (
    select t.test_id, t.flips + t.blips as events,
           case when t.broken > 0.5 and t.recent like '%f' then 'broken'
                when t.flips + t.blips > 0 and t.flaky >= 0.5 then 'flaky'
                else 'healthy' end as health
    from escapement.test_score t
    where t.project_id = $1::int
      and t.test_id = any ($2::int[])
),
standing as materialized (
    select s.test_id
    from escapement.test_state s
    where s.project_id = $1::int
      and s.test_id = any ($2::int[])
    order by s.test_id
    for update
)
update escapement.test_state s
set health = scored.health,
    events = scored.events
from scored
join standing
  on standing.test_id = scored.test_id
where s.project_id = $1::int
  and s.test_id = scored.test_id
  and (s.health, s.events) is distinct from (scored.health, scored.events)

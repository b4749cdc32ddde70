-- Tests that guard the changes made after an escape, by their last names, with how they stand now.
-- $1 project, $2 defect
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), health (null: none
-- that was folded failed), quarantine_id (open; null: none)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, h.health, q.quarantine_id
from escapement.change c
join escapement.test_guard g
  on g.project_id = $1::int
 and g.change_id = c.change_id
 and g.ended_at is null
join lateral (
    select n.test_id
    from escapement.guard_names($1::int) n
    where n.guard_id = g.guard_id
    order by n.step desc
    limit 1) last on true
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = last.test_id
left join escapement.test_state h
  on h.project_id = $1::int
 and h.test_id = t.test_id
left join escapement.quarantine q
  on q.project_id = $1::int
 and q.test_id = t.test_id
 and q.state in ('active', 'proving')
where c.project_id = $1::int
  and c.defect_id = $2::bigint
order by g.guard_id

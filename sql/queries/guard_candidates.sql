-- Tests that first appear with the fix of the bug that a change was made after: their list was new
-- in a report of that commit, and they with it. No test that stands as a guard of the change already.
-- $1 project, $2 change, $3 after test_id (null: from the first), $4 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), job, commit, received_at
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, r.job, o.sha,
       r.received_at
from escapement.change c
join escapement.defect d
  on d.project_id = $1::int
 and d.defect_id = c.defect_id
join escapement.commit o
  on o.project_id = $1::int
 and starts_with(o.sha, d.fix_sha)
join escapement.report r
  on r.project_id = $1::int
 and r.commit_id = o.commit_id
join escapement.test_list l
  on l.project_id = $1::int
 and l.list_id = r.list_id
join escapement.test t
  on t.project_id = $1::int
 and t.test_id >= l.fresh_first
 and t.test_id < l.fresh_first + l.fresh_count
where c.project_id = $1::int
  and c.change_id = $2::bigint
  and r.report_id = (
      select min(first.report_id)
      from escapement.report first
      where first.project_id = $1::int
        and first.list_id = l.list_id)
  and ($3::int is null or t.test_id > $3::int)
  and t.test_id not in (
      select n.test_id
      from escapement.guard_names($1::int) n
      join escapement.test_guard g
        on g.project_id = $1::int
       and g.guard_id = n.guard_id
      where g.change_id = $2::bigint)
order by t.test_id
limit $4::bigint

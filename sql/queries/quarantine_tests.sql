-- The tests whose failures are excused now, for runners.
-- $1 project_id, $2 now
-- Columns: suite, classname, name, variant, file, branches (JSON; null: all)
select t.suite, t.classname, t.name, t.variant, t.file, to_jsonb(q.branches)
from escapement.quarantine q
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = q.test_id
where q.project_id = $1::int
  and q.state in ('active', 'proving')
  and q.review_at > $2::timestamptz
  and q.broken_at is null
  and (q.forced or q.test_id not in (
      select n.test_id
      from escapement.guard_names($1::int) n))
order by t.test_id;

-- Plain names of the tests whose failures are excused now, for tools that take a list.
-- $1 project_id, $2 now
-- Columns: name (classname::name, or the name alone), control characters replaced by spaces;
-- branches (JSON; null: all)
select distinct
    regexp_replace(
        concat_ws('::', nullif(t.classname, ''), nullif(t.name, '')),
        '[[:cntrl:]]', ' ', 'g') collate "C" as name,
    to_jsonb(q.branches) as branches
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
order by name;

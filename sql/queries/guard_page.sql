-- Guards, newest first, a page at a time.
-- $1 project, $2 guard (null: all), $3 whether it has ended (null: either), $4 test, by any of its
-- names (null: any), $5 change (null: any), $6 after guard_id (null: from the newest), $7 limit
-- Columns: guard_id, the test (test_id, suite, classname, name, variant, occurrence), the one that it
-- goes on as (the same; null: none), subject, change_id, added_by, added_at, ended_by, ended_at,
-- end_reason
select g.guard_id, t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
       o.test_id, o.suite, o.classname, o.name, o.variant, o.occurrence, g.subject, g.change_id,
       g.added_by, g.added_at, g.ended_by, g.ended_at, g.end_reason
from escapement.test_guard g
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = g.test_id
left join lateral (
    select n.test_id
    from escapement.guard_names($1::int) n
    where n.guard_id = g.guard_id
      and n.step > 0
    order by n.step desc
    limit 1) last on true
left join escapement.test o
  on o.project_id = $1::int
 and o.test_id = last.test_id
where g.project_id = $1::int
  and ($2::bigint is null or g.guard_id = $2::bigint)
  and ($3::boolean is null or (g.ended_at is not null) = $3::boolean)
  and ($4::int is null or g.test_id = $4::int or g.guard_id in (
      select n.guard_id
      from escapement.guard_names($1::int) n
      where n.test_id = $4::int))
  and ($5::bigint is null or g.change_id = $5::bigint)
  and ($6::bigint is null or g.guard_id < $6::bigint)
order by g.guard_id desc
limit $7::bigint

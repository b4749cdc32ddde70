-- The categories and services that are watched: where a bug escaped or a change came in force.
-- $1 project, $2 category, $3 service by name (null: all), $4 only those whose change this test
-- guards, by any of its names (null: all), $5 whether only those with guards
-- Columns: category, service_id
select w.category, w.service_id
from (
    select d.category, d.service_id
    from escapement.defect d
    where d.project_id = $1::int
      and d.category is not null
      and d.service_id is not null
      and escapement.defect_escaped(d.stage, d.known_at_release, d.state)
    union
    select c.category, a.service_id
    from escapement.change c
    join escapement.change_adoption a
      on a.project_id = $1::int
     and a.change_id = c.change_id
    where c.project_id = $1::int
    union
    select o.category, o.service_id
    from escapement.category_watch o
    where o.project_id = $1::int
) w
join escapement.service s
  on s.project_id = $1::int
 and s.service_id = w.service_id
where ($2::text is null or w.category = $2::text)
  and ($3::text is null or s.name = $3::text)
  and ($4::int is null or exists (
      select
      from escapement.test_guard g
      join escapement.change c
        on c.project_id = $1::int
       and c.change_id = g.change_id
      where g.project_id = $1::int
        and c.category = w.category
        and (g.test_id = $4::int or g.guard_id in (
            select n.guard_id
            from escapement.guard_names($1::int) n
            where n.test_id = $4::int))))
  and (not $5::boolean or exists (
      select
      from escapement.test_guard g
      join escapement.change c
        on c.project_id = $1::int
       and c.change_id = g.change_id
      where g.project_id = $1::int
        and g.ended_at is null
        and c.category = w.category))
order by w.category, w.service_id

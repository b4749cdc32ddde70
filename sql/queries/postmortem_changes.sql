-- Changes made after an escape, in their order.
-- $1 project, $2 defect
-- Columns: change_id, change_type, systemic, title, ended (as text; null: it stands), services (where
-- it is in force, with commas between), guards (how many stand)
select c.change_id, c.change_type, y.systemic, c.title,
       to_char(c.ended_at at time zone 'UTC', 'YYYY-MM-DD') as ended,
       (
           select string_agg(s.name, ', ' order by s.name)
           from escapement.change_adoption a
           join escapement.service s
             on s.project_id = $1::int
            and s.service_id = a.service_id
           where a.project_id = $1::int
             and a.change_id = c.change_id
             and a.ended_at is null
       ) as services,
       (
           select count(*)
           from escapement.test_guard g
           where g.project_id = $1::int
             and g.change_id = c.change_id
             and g.ended_at is null
       ) as guards
from escapement.change c
join escapement.change_type y on y.value = c.change_type
where c.project_id = $1::int
  and c.defect_id = $2::bigint
order by c.change_id

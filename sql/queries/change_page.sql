-- Changes, newest first, a page at a time.
-- $1 project, $2 change, $3 bug, $4 category, $5 type, $6 service that it is or was in force in,
-- $7 whether it has ended (each null: any), $8 after change_id (null: from the newest), $9 limit
-- Columns: change_id, defect_id, category, change_type, systemic, title, description, url, added_at,
-- ended_at, end_reason, in_force (somewhere), adoptions (JSON), guards (that stand)
select c.change_id, c.defect_id, c.category, c.change_type, y.systemic, c.title, c.description,
       c.url, c.added_at, c.ended_at, c.end_reason,
       c.ended_at is null and coalesce(a.standing, false) as in_force,
       coalesce(a.list, '[]'::json) as adoptions,
       (
           select count(*)
           from escapement.test_guard g
           where g.project_id = $1::int
             and g.change_id = c.change_id
             and g.ended_at is null
       ) as guards
from escapement.change c
join escapement.change_type y
  on y.value = c.change_type
left join lateral (
    select bool_or(o.ended_at is null) as standing,
           json_agg(json_build_object(
               'id', o.adoption_id, 'service', s.name,
               'adopted_at', to_char(o.adopted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
               'ended_at', to_char(o.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
               order by o.adopted_at, o.adoption_id) as list
    from escapement.change_adoption o
    join escapement.service s
      on s.project_id = $1::int
     and s.service_id = o.service_id
    where o.project_id = $1::int
      and o.change_id = c.change_id
) a on true
where c.project_id = $1::int
  and ($2::bigint is null or c.change_id = $2::bigint)
  and ($3::bigint is null or c.defect_id = $3::bigint)
  and ($4::text is null or c.category = $4::text)
  and ($5::text is null or c.change_type = $5::text)
  and ($6::text is null or exists (
      select
      from escapement.change_adoption o
      join escapement.service s
        on s.project_id = $1::int
       and s.service_id = o.service_id
      where o.project_id = $1::int
        and o.change_id = c.change_id
        and s.name = $6::text))
  and ($7::boolean is null or (c.ended_at is not null) = $7::boolean)
  and ($8::bigint is null or c.change_id < $8::bigint)
order by c.change_id desc
limit $9::bigint

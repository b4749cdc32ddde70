-- The services of a team, or one of them.
-- $1 project, $2 team, $3 service (null: all of the team)
-- Columns: service_id (null: none, but there is such a team)
select s.service_id
from escapement.team t
left join escapement.service s
  on s.project_id = $1::int
 and s.team_id = t.team_id
 and ($3::bigint is null or s.service_id = $3::bigint)
where t.project_id = $1::int
  and t.name = $2::text
order by s.service_id

-- Services by name.
-- $1 project, $2 name (null: all), $3 after this place (null: from the first), $4 limit
-- Columns: service_id, place, item (JSON)
select s.service_id, s.name as place,
       json_build_object('name', s.name, 'team', t.name, 'populations', (
           select coalesce(json_agg(p.name order by p.name), '[]')
           from escapement.population_need n
           join escapement.population p
             on p.project_id = $1::int
            and p.population_id = n.population_id
           where n.project_id = $1::int
             and n.service_id = s.service_id)) as item
from escapement.service s
left join escapement.team t
  on t.project_id = $1::int
 and t.team_id = s.team_id
where s.project_id = $1::int
  and ($2::text is null or s.name = $2::text)
  and ($3::text is null or s.name > $3::text)
order by s.name
limit $4::bigint

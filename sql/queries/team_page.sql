-- Teams by name.
-- $1 project, $2 name (null: all), $3 after this place (null: from the first), $4 limit
-- Columns: team_id, place, item (JSON)
select t.team_id, t.name as place,
       json_build_object('name', t.name, 'contact', t.contact, 'services', (
           select coalesce(json_agg(s.name order by s.name), '[]')
           from escapement.service s
           where s.project_id = $1::int
             and s.team_id = t.team_id)) as item
from escapement.team t
where t.project_id = $1::int
  and ($2::text is null or t.name = $2::text)
  and ($3::text is null or t.name > $3::text)
order by t.name
limit $4::bigint

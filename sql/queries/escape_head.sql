-- What the evidence of an escape is sought by. No row: there is no such escape.
-- $1 project, $2 defect
-- Columns: introduced_sha, released_sha, fix_sha, service_id, service, population, category,
-- should_have_layer, detected_at, released_at, title
select d.introduced_sha, d.released_sha, d.fix_sha, d.service_id, s.name as service,
       p.name as population, d.category, d.should_have_layer, d.detected_at, d.released_at, d.title
from escapement.defect d
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = d.service_id
left join escapement.population p
  on p.project_id = $1::int
 and p.population_id = d.population_id
where d.project_id = $1::int
  and d.defect_id = $2::bigint
  and escapement.defect_escaped(d.stage, d.known_at_release, d.state)

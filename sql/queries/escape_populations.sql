-- Populations that a service has to be tested with, and the one that an escape hit.
-- $1 project, $2 service (null: not known), $3 name of the one that was hit (null: everybody)
-- Columns: population, share (null: not known), hit, tests (that run with it)
select p.name as population, p.share, coalesce(p.name = $3::text, false) as hit,
       (
           select count(*)
           from escapement.test t
           where t.project_id = $1::int
             and t.population = p.name
       ) as tests
from escapement.population p
where p.project_id = $1::int
  and (p.name = $3::text
       or exists (
           select
           from escapement.population_need n
           where n.project_id = $1::int
             and n.population_id = p.population_id
             and n.service_id = $2::bigint))
order by hit desc, p.name

-- Says since when a change is in force in a service. No row: there is no such service.
-- $1 project, $2 change, $3 service, $4 since
-- Columns: adoption_id, before (null), after
insert into escapement.change_adoption as a (project_id, change_id, service_id, adopted_at)
select $1::int, $2::bigint, s.service_id, $4::timestamptz
from escapement.service s
where s.project_id = $1::int
  and s.name = $3::text
returning a.adoption_id, null as before, to_jsonb(a) as after

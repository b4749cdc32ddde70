-- Stretches of days that are no exposure, newest first, a page at a time.
-- $1 project, $2 service (null: any), $3 after unobserved_id (null: from the newest), $4 limit
-- Columns: unobserved_id, service (null: all), from_day, to_day, reason
select u.unobserved_id, s.name as service, u.from_day, u.to_day, u.reason
from escapement.unobserved u
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = u.service_id
where u.project_id = $1::int
  and ($2::text is null or s.name = $2::text)
  and ($3::bigint is null or u.unobserved_id < $3::bigint)
order by u.unobserved_id desc
limit $4::bigint

-- Whether a project takes uploads without a token, and whether it took all that it takes in an hour.
-- $1 project, $2 begin of this hour, $3 most uploads in an hour
-- taken at all, full
select p.public_upload, coalesce(u.hour >= $2::timestamptz and u.uploads >= $3::int, false)
from escapement.project p
left join escapement.public_upload u
  on u.project_id = $1::int
where p.project_id = $1::int

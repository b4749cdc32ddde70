-- The policy of a project.
-- $1 project
-- name, auto_activate, review_days, min_share
select p.name, p.auto_activate, p.review_days, p.min_share
from escapement.project p
where p.project_id = $1::int

-- The policy of a project.
-- $1 project
-- name, auto_activate, review_days, min_share, packed (some of its tests are no rows yet)
select p.name, p.auto_activate, p.review_days, p.min_share,
       exists (
           select
           from escapement.test_words w
           where w.project_id = $1::int)
from escapement.project p
where p.project_id = $1::int

-- The policy of a project before it is changed; nobody else changes it until commit.
-- $1 project_id
-- Columns: auto_activate, review_days, min_share, default_branch, path_rules, public_upload
select auto_activate, review_days, min_share, default_branch, path_rules, public_upload
from escapement.project
where project_id = $1::int
for update;

-- Changes the policy of a project; what is null stays.
-- $1 project_id, $2 auto_activate, $3 review_days, $4 min_share, $5 default_branch,
-- $6 path_rules, $7 public_upload
-- Columns: auto_activate, review_days, min_share, default_branch, path_rules, public_upload
update escapement.project
set auto_activate = coalesce($2::boolean, auto_activate),
    review_days = coalesce($3::int, review_days),
    min_share = coalesce($4::real, min_share),
    default_branch = coalesce($5::text, default_branch),
    path_rules = coalesce($6::jsonb, path_rules),
    public_upload = coalesce($7::boolean, public_upload)
where project_id = $1::int
returning auto_activate, review_days, min_share, default_branch, path_rules, public_upload;

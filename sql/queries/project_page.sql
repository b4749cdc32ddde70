-- Projects by name, a page at a time.
-- $1 project_id (null: all of them), $2 after name (null: from the start), $3 limit
-- Columns: project_id, name, auto_activate, review_days, min_share, created_at, default_branch, path_rules,
-- public_upload
select p.project_id, p.name, p.auto_activate, p.review_days, p.min_share, p.created_at,
    p.default_branch, p.path_rules, p.public_upload
from escapement.project p
where ($1::int is null or p.project_id = $1::int)
  and ($2::text is null or p.name collate "C" > $2::text collate "C")
order by p.name collate "C"
limit $3::bigint;

-- Names a build of a commit, making it when it is new. The commit was named before.
-- $1 project, $2 sha, $3 key, $4 branch, $5 url, $6 now, $7 target branch,
-- $8 pull request, $9 tree
-- build_id
insert into escapement.build as b (project_id, commit_id, key, branch, url, first_seen, last_seen,
                                   target_branch, pull_request, tree)
select $1::int, c.commit_id, $3, $4, $5, $6, $6, $7, $8, $9
from escapement.commit c
where c.project_id = $1::int
  and c.sha = $2
on conflict (project_id, commit_id, key) do update
set branch = coalesce(excluded.branch, b.branch),
    url = coalesce(excluded.url, b.url),
    target_branch = coalesce(excluded.target_branch, b.target_branch),
    pull_request = coalesce(excluded.pull_request, b.pull_request),
    tree = coalesce(excluded.tree, b.tree),
    last_seen = greatest(b.last_seen, excluded.last_seen)
returning b.build_id

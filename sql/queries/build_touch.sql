-- Names a build of a commit, making it when it is new. The commit was named before.
-- $1 project, $2 sha, $3 key, $4 branch, $5 url, $6 now, $7 target branch,
-- $8 pull request, $9 tree, $10 untrusted: it only adds what nobody has said
-- build_id
insert into escapement.build as b (project_id, commit_id, key, branch, url, first_seen, last_seen,
                                   target_branch, pull_request, tree)
select $1::int, c.commit_id, $3, $4, $5, $6, $6, $7, $8, $9
from escapement.commit c
where c.project_id = $1::int
  and c.sha = $2
on conflict (project_id, commit_id, key) do update
set branch = case when $10::boolean then coalesce(b.branch, excluded.branch)
           else coalesce(excluded.branch, b.branch) end,
    url = case when $10::boolean then coalesce(b.url, excluded.url)
           else coalesce(excluded.url, b.url) end,
    target_branch = case when $10::boolean then coalesce(b.target_branch, excluded.target_branch)
           else coalesce(excluded.target_branch, b.target_branch) end,
    pull_request = case when $10::boolean then coalesce(b.pull_request, excluded.pull_request)
           else coalesce(excluded.pull_request, b.pull_request) end,
    tree = case when $10::boolean then coalesce(b.tree, excluded.tree)
           else coalesce(excluded.tree, b.tree) end,
    last_seen = greatest(b.last_seen, excluded.last_seen)
returning b.build_id

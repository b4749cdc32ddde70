-- Names a build and its commit, making them when they are new. Locks the row of the commit until the
-- transaction ends, so that uploads of one commit see each other's results.
-- $1 project, $2 sha, $3 key, $4 branch, $5 url, $6 now, $7 target branch,
-- $8 pull request, $9 tree, $10 untrusted: it only adds what nobody has said
-- build_id, branch, commit_id, failed (whether an attempt of a test failed in an upload of the commit
-- before: most never come there, and what looks for failures need not look at those)
with home as (
    insert into escapement.commit as c (project_id, sha, first_seen, last_seen)
    values ($1::int, $2, $6, $6)
    on conflict (project_id, sha) do update
    set last_seen = greatest(c.last_seen, excluded.last_seen)
    returning c.commit_id, c.failed
)
insert into escapement.build as b (project_id, commit_id, key, branch, url, first_seen, last_seen,
                                   target_branch, pull_request, tree)
select $1::int, home.commit_id, $3, $4, $5, $6, $6, $7, $8, $9
from home
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
returning b.build_id, b.branch, b.commit_id, (select home.failed from home)

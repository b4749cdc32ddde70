-- Names a commit, making it when it is new. Locks its row until the transaction ends, so that
-- uploads of one commit see each other's results.
-- $1 project, $2 sha, $3 now
-- commit_id, failed (an attempt of a test failed on it before)
insert into escapement.commit as c (project_id, sha, first_seen, last_seen)
values ($1::int, $2, $3, $3)
on conflict (project_id, sha) do update
set last_seen = greatest(c.last_seen, excluded.last_seen)
returning c.commit_id, c.failed

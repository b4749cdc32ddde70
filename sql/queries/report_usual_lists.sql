-- The lists of tests that the runs of a job held which count.
-- $1 project, $2 job, $3 shard, $4 variant
-- list_id, runs
select u.list_id, count(*)
from escapement.usual_runs($1::int, $2, $3, $4) u
group by u.list_id

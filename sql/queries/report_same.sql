-- Whether a report cannot lack anything that its job usually holds: nothing is usual yet, or most of
-- the runs that count had exactly these tests.
-- $1 project, $2 job, $3 shard, $4 variant, $5 list of this report
-- same
select count(*) = 0 or count(*) filter (where u.list_id = $5::bigint) * 2 > count(*)
from escapement.usual_runs($1::int, $2, $3, $4) u

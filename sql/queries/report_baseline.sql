-- The last runs of a job that what it usually holds is learnt from, newest first.
-- $1 project, $2 job, $3 shard, $4 variant, $5 how many
-- list_id, vouched (nothing older counts), whether it holds anything to learn
select r.list_id, r.vouched, not r.damaged and r.tests > 0
from escapement.report r
where r.project_id = $1::int
  and r.job = $2
  and r.shard = $3
  and r.variant = $4
  and r.baseline
order by r.report_id desc
limit $5::bigint

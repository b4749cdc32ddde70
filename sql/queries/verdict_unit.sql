-- The attempts of a job in their order, of which a report is one.
-- $1 project, $2 report
-- report_id, received_at, unsound (damaged, incomplete or empty, see verdict_unsound)
select o.report_id, o.received_at, o.damaged or o.causes <> '{}' or o.tests = 0
from escapement.report r
join escapement.report o
  on o.project_id = $1::int
 and o.build_id = r.build_id
 and o.job = r.job
 and o.shard = r.shard
 and o.variant = r.variant
 and o.untrusted = r.untrusted
where r.project_id = $1::int
  and r.report_id = $2::bigint
order by o.attempt, o.report_id

-- The ledger: failures of these tests in the attempts of a job up to this report did not stop the
-- build, because a quarantine excused them.
-- $1 project, $2 report, $3 tests, $4 their quarantines
update escapement.failure f
set excused_by = 'quarantine',
    quarantine_id = u.quarantine_id
from escapement.report me
join escapement.report r
  on r.project_id = $1::int
 and r.build_id = me.build_id
 and r.job = me.job
 and r.shard = me.shard
 and r.variant = me.variant
 and r.untrusted = me.untrusted
 and (r.attempt, r.report_id) <= (me.attempt, me.report_id)
cross join lateral unnest($3::int[], $4::bigint[]) as u (test_id, quarantine_id)
where me.project_id = $1::int
  and me.report_id = $2::bigint
  and f.project_id = $1::int
  and f.report_id = r.report_id
  and f.received_at = r.received_at
  and f.test_id = u.test_id
  and f.excused_by is null

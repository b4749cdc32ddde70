-- The ledger: failures of an incident that passed in this report, a later build of the same commit,
-- job and variant, were turned green by it. What another attempt of the job turned green is noted
-- with its verdict.
-- $1 project, $2 report, $3 tests, $4 the reports they failed in
update escapement.failure f
set excused_by = 'outage',
    passed_report_id = $2::bigint
from unnest($3::int[], $4::bigint[]) as failing (test_id, report_id)
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = failing.report_id
where f.project_id = $1::int
  and f.report_id = failing.report_id
  and f.received_at = r.received_at
  and f.test_id = failing.test_id
  and f.incident_id is not null
  and f.excused_by is null
  and failing.test_id in (
        select u.test_id
        from escapement.report me
        join escapement.test_list l
          on l.project_id = $1::int
         and l.list_id = me.list_id
        join escapement.result_block b
          on b.project_id = $1::int
         and b.report_id = me.report_id
         and b.received_at = me.received_at
        cross join lateral escapement.results(l.test_ids, b.outcomes) u
        where me.project_id = $1::int
          and me.report_id = $2::bigint
          and me.build_id <> r.build_id
          and u.outcome in ('p', 'k'))

-- The ledger: failures of tests that passed in a later build of the same commit, job and variant
-- were turned green by that. What another attempt of the job turned green is noted with its verdict.
-- $1 project, $2 tests with new events
update escapement.failure f
set excused_by = 'retry',
    passed_report_id = e.passed_report_id
from escapement.flake_event e
where f.project_id = $1::int
  and e.project_id = $1::int
  and e.test_id = any ($2::int[])
  and e.kind = 'rerun_commit'
  and e.passed_report_id > e.report_id
  and f.report_id = e.report_id
  and f.received_at = e.happened_at
  and f.test_id = e.test_id
  and f.excused_by is null

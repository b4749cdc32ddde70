-- Notes blips, or that the next commit of one is another now.
-- $1 project, $2 tests, $3 the reports that failed, $4 those that passed on the next commit
insert into escapement.flake_event (project_id, test_id, report_id, kind, passed_report_id, commit_id, build_id, happened_at)
select $1::int, u.test_id, u.report_id, 'blip', u.passed_report_id, r.commit_id, r.build_id, r.received_at
from unnest($2::int[], $3::bigint[], $4::bigint[]) as u (test_id, report_id, passed_report_id)
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = u.report_id
on conflict (project_id, test_id, report_id) where kind = 'blip' do update
set passed_report_id = excluded.passed_report_id

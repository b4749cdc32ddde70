-- Records the flips whose passing run is this report: tests that passed in it and ended failing in
-- another run of the same commit, job and variant.
-- $1 project, $2 report, $3 those tests, $4 the reports they failed in
-- test_id
with here as materialized (
    select r.report_id, r.received_at, r.commit_id, r.build_id, r.list_id
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = $2::bigint
),
flipped as materialized (
    select failing.test_id, failing.report_id
    from here
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = here.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = here.report_id
     and b.received_at = here.received_at
    cross join lateral escapement.results(l.test_ids, b.outcomes) u
    join unnest($3::int[], $4::bigint[]) as failing (test_id, report_id)
      on failing.test_id = u.test_id
    where u.outcome in ('p', 'k')
)
insert into escapement.flake_event (project_id, test_id, report_id, kind, passed_report_id, commit_id, build_id, happened_at)
select $1::int, flipped.test_id, flipped.report_id,
       case when f.build_id = here.build_id then 'retry_job' else 'rerun_commit' end,
       here.report_id, here.commit_id, f.build_id, f.received_at
from here
cross join flipped
join escapement.report f
  on f.project_id = $1::int
 and f.report_id = flipped.report_id
on conflict (project_id, test_id, report_id) where kind <> 'blip' do nothing
returning test_id

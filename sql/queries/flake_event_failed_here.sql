-- Records the flips whose failing run is this report: tests that ended failing in it and passed in
-- another run of the same commit, job and variant.
-- $1 project, $2 report, $3 tests that ended failing in it
-- test_id
with here as materialized (
    select r.report_id, r.received_at, r.commit_id, r.build_id, r.job, r.variant
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = $2::bigint
),
cell as materialized (
    select r.report_id, r.received_at, r.list_id, r.build_id = here.build_id as same_build
    from here
    join escapement.report r
      on r.project_id = $1::int
     and r.commit_id = here.commit_id
     and r.job = here.job
     and r.variant = here.variant
     and r.report_id <> here.report_id
     and not r.untrusted
),
passed as materialized (
    select distinct on (u.test_id) u.test_id, cell.report_id, cell.same_build
    from cell
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = cell.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = cell.report_id
     and b.received_at = cell.received_at
    cross join lateral escapement.results(l.test_ids, b.outcomes) u
    join unnest($3::int[]) as failing (test_id) on failing.test_id = u.test_id
    where u.outcome in ('p', 'k')
    order by u.test_id, cell.same_build desc, cell.report_id
)
insert into escapement.flake_event (project_id, test_id, report_id, kind, passed_report_id, commit_id, build_id, happened_at)
select $1::int, passed.test_id, here.report_id,
       case when passed.same_build then 'retry_job' else 'rerun_commit' end,
       passed.report_id, here.commit_id, here.build_id, here.received_at
from here
cross join passed
on conflict (project_id, test_id, report_id) where kind <> 'blip' do nothing
returning test_id

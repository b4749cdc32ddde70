-- How many events tests have, as far as both their runs are folded. A run that is a flip is no blip
-- besides.
-- $1 project, $2 tests
-- test_id, flips, blips
select e.test_id, count(*) filter (where e.flip)::int, count(*) filter (where not e.flip)::int
from (
    select f.test_id, f.report_id, bool_or(f.kind <> 'blip') as flip
    from escapement.flake_event f
    where f.project_id = $1::int
      and f.test_id = any ($2::int[])
      and not exists (
          select
          from escapement.fold_queue q
          where q.project_id = $1::int
            and q.report_id in (f.report_id, f.passed_report_id))
    group by f.test_id, f.report_id
) e
group by e.test_id
order by e.test_id

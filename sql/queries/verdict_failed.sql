-- Every test that failed in the attempts of a job. Those that only tests within them made fail come
-- last.
-- $1 project, $2 reports in the order of the attempts, $3 when they were received
-- test_id, place (the last attempt that it failed in to its end, from 1; null: it passed in each of
-- them), outcome, derived, of_incident (a failure of it is), only_incident (all of them are), report_id
-- (the last that it failed in)
select f.test_id,
       max(unit.place) filter (where f.final),
       (array_agg(f.outcome order by case when f.final then unit.place end desc nulls last, f.attempt desc))[1],
       bool_and(f.derived), bool_or(f.incident_id is not null), bool_and(f.incident_id is not null),
       max(unit.report_id)
from unnest($2::bigint[], $3::timestamptz[]) with ordinality as unit (report_id, received_at, place)
-- one by one: a plan that was made while there were few rows would read them all
cross join lateral (
    select f.test_id, f.outcome, f.final, f.derived, f.attempt, f.incident_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.report_id = unit.report_id
      and f.received_at = unit.received_at
    offset 0) f
group by f.test_id
order by bool_and(f.derived), f.test_id

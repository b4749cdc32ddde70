-- The ledger: failures in the attempts of a job that a later attempt of it turned green, whichever
-- of them came first, and also those that only tests within them made fail. Those of an incident
-- were turned green by its end.
-- $1 project, $2 report: one of the attempts
with unit as materialized (
    select r.report_id, r.received_at, r.list_id,
           row_number() over (order by r.attempt, r.report_id) as place
    from escapement.report me
    join escapement.report r
      on r.project_id = $1::int
     and r.build_id = me.build_id
     and r.job = me.job
     and r.shard = me.shard
     and r.variant = me.variant
     and r.untrusted = me.untrusted
    where me.project_id = $1::int
      and me.report_id = $2::bigint
),
failed as materialized (
    select f.received_at, f.report_id, f.test_id, f.attempt, unit.place
    from unit
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = unit.report_id
     and f.received_at = unit.received_at
    where f.final
      and f.excused_by is null
),
passed as materialized (
    select distinct on (u.test_id) u.test_id, unit.place, unit.report_id
    from unit
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = unit.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = unit.report_id
     and b.received_at = unit.received_at
    cross join lateral escapement.results(l.test_ids, b.outcomes) u
    where unit.place > (select min(failed.place) from failed)
      and u.outcome in ('p', 'k')
    order by u.test_id, unit.place desc
)
update escapement.failure f
set excused_by = case when f.incident_id is null then 'retry' else 'outage' end,
    passed_report_id = passed.report_id
from failed
join passed
  on passed.test_id = failed.test_id
 and passed.place > failed.place
where f.project_id = $1::int
  and f.received_at = failed.received_at
  and f.report_id = failed.report_id
  and f.test_id = failed.test_id
  and f.attempt = failed.attempt

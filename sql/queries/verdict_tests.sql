-- Every test that failed in the attempts of a job up to this report: whether it is failing still
-- (no later attempt of the job passed it), and the quarantine that may excuse it.
-- $1 project, $2 report
-- test_id, suite, classname, name, variant, occurrence, failing, outcome, kind, quarantine_id,
-- state, review_at, uncovered, derived; those that only tests within them made fail come last
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
     and (r.attempt, r.report_id) <= (me.attempt, me.report_id)
    where me.project_id = $1::int
      and me.report_id = $2::bigint
),
attempt as materialized (
    select f.test_id, f.attempt, f.outcome, f.final, f.derived, f.signature_id, unit.report_id, unit.place
    from unit
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = unit.report_id
     and f.received_at = unit.received_at
),
failed as materialized (
    select a.test_id,
           max(a.place) filter (where a.final) as last_place,
           bool_and(a.derived) as derived,
           (array_agg(a.outcome order by a.place desc, a.attempt desc))[1] as outcome,
           (array_agg(a.report_id order by a.place desc))[1] as report_id
    from attempt a
    group by a.test_id
),
passed as (
    select u.test_id, max(unit.place) as place
    from unit
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = unit.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = unit.report_id
     and b.received_at = unit.received_at
    cross join lateral unnest(l.test_ids, b.outcomes) as u (test_id, outcome)
    join failed on failed.test_id = u.test_id and failed.last_place < unit.place
    where unit.place > (select min(failed.last_place) from failed)
      and u.outcome in ('p', 'k')
    group by u.test_id
)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
       failed.last_place is not null and passed.place is null,
       failed.outcome,
       e.kind,
       q.quarantine_id, q.state, q.review_at,
       exists (
           select 1
           from attempt a
           where a.test_id = failed.test_id
             and not exists (
                   select 1
                   from escapement.quarantine_signature s
                   where s.project_id = $1::int
                     and s.quarantine_id = q.quarantine_id
                     and s.signature_id = a.signature_id)),
       failed.derived
from failed
left join passed on passed.test_id = failed.test_id
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = failed.test_id
left join escapement.flake_event e
  on e.project_id = $1::int
 and e.test_id = failed.test_id
 and e.report_id = failed.report_id
left join escapement.quarantine q
  on q.project_id = $1::int
 and q.test_id = failed.test_id
 and q.state <> 'closed'
where not failed.derived
   or (failed.last_place is not null and passed.place is null)
order by failed.derived, failed.test_id

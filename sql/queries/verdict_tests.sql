-- Every test that failed in the attempts of a job up to this report: whether it is failing still
-- (no later attempt of the job passed it), and the quarantine that may excuse it.
-- $1 project, $2 report
-- test_id, suite, classname, name, variant, occurrence, failing, outcome, kind, quarantine_id,
-- state, review_at, uncovered, derived, owner, former (the name under which it was in quarantine
-- before it was renamed; null: none), branches (JSON; null: all); those that only tests within them
-- made fail come last
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
     and (r.attempt, r.report_id) <= (me.attempt, me.report_id)
    where me.project_id = $1::int
      and me.report_id = $2::bigint
),
attempt as materialized (
    select f.test_id, f.attempt, f.outcome, f.final, f.derived, f.signature_id,
           f.incident_id, unit.report_id, unit.place
    from unit
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = unit.report_id
     and f.received_at = unit.received_at
),
first_failed as materialized (
    select min(a.place) as place
    from attempt a
    where a.final
),
-- what is known of each test, put together by grouping: that takes the same time whatever the
-- planner expects
known as materialized (
    select k.test_id,
           coalesce(max(k.failed_place) > coalesce(max(k.passed_place), 0), false) as failing,
           bool_or(k.uncovered) as uncovered,
           bool_and(k.derived) as derived,
           bool_and(k.of_incident) as of_incident,
           (array_agg(k.outcome order by k.failed_place desc nulls last, k.attempt desc nulls last))[1] as outcome,
           max(k.report_id) as report_id
    from (
        select a.test_id, a.attempt, a.outcome, a.derived,
               a.incident_id is not null as of_incident, a.report_id,
               case when a.final then a.place end as failed_place,
               null::bigint as passed_place,
               case when q.quarantine_id is null or s.quarantine_id is not null then false
                    else not exists (
                        select
                        from escapement.covered_by_line($1::int, q.quarantine_id, a.signature_id) l)
               end as uncovered
        from attempt a
        left join lateral (
            select q.quarantine_id
            from escapement.quarantine q
            where q.project_id = $1::int
              and q.test_id = a.test_id
              and q.state <> 'closed'
            limit 1) q on true
        left join lateral (
            select s.quarantine_id
            from escapement.quarantine_signature s
            where s.project_id = $1::int
              and s.quarantine_id = q.quarantine_id
              and s.signature_id = a.signature_id
            limit 1) s on true
        union all
        select u.test_id, null, null, null, null, null, null, unit.place, null
        from unit
        join escapement.test_list l
          on l.project_id = $1::int
         and l.list_id = unit.list_id
        join escapement.result_block b
          on b.project_id = $1::int
         and b.report_id = unit.report_id
         and b.received_at = unit.received_at
        cross join lateral escapement.results(l.test_ids, b.outcomes) u
        where unit.place > (select first_failed.place from first_failed)
          and u.outcome in ('p', 'k')
    ) k
    group by k.test_id
    having bool_or(k.derived is not null)
)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, known.failing,
       known.outcome, coalesce(e.kind, case when known.of_incident then 'outage' end),
       q.quarantine_id, q.state, q.review_at, known.uncovered, known.derived, t.owner, former.name,
       to_json(q.branches)
from known
-- one by one: a plan that was made while there were few tests would read them all
cross join lateral (
    select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.owner, t.layer,
           t.population
    from escapement.test t
    where t.project_id = $1::int
      and t.test_id = known.test_id
    limit 1) t
left join escapement.flake_event e
  on e.project_id = $1::int
 and e.test_id = known.test_id
 and e.report_id = known.report_id
 and e.kind <> 'blip'
left join escapement.quarantine q
  on q.project_id = $1::int
 and q.test_id = known.test_id
 and q.state <> 'closed'
left join lateral (
    select concat_ws(' › ', nullif(o.classname, ''), o.name) as name
    from escapement.test_link k
    join escapement.test o
      on o.project_id = $1::int
     and o.test_id = k.old_test_id
    join escapement.quarantine p
      on p.project_id = $1::int
     and p.test_id = k.old_test_id
     and p.state in ('active', 'proving')
    where k.project_id = $1::int
      and k.new_test_id = known.test_id
      and k.undone_at is null
    limit 1) former on true
where known.failing
   or not known.derived
order by known.derived, known.test_id

-- The last failing runs of a test and, among the last reports of the project, its last passing ones,
-- with what may set them apart.
-- $1 project, $2 test, $3 failing runs, $4 passing runs, $5 reports that are looked through
-- failed, aside (it failed only with tests within it, or of an incident), seconds, hour, before (the
-- test ahead of it), its name, place (the share of the report's tests that are ahead of it), job,
-- variant, host (null: not said), others (a test of another suite failed too), signature
with failing as materialized (
    select f.report_id, f.received_at,
           bool_and(f.derived or f.incident_id is not null) as aside,
           (array_agg(f.seconds order by f.attempt))[1] as seconds,
           (array_agg(f.signature_id order by f.attempt))[1] as signature_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.test_id = $2::int
    group by f.report_id, f.received_at
    order by f.report_id desc
    limit $3::bigint
),
recent as materialized (
    select r.report_id, r.list_id
    from escapement.report r
    where r.project_id = $1::int
      and not r.untrusted
    order by r.report_id desc
    limit $5::bigint
),
candidate as materialized (
    select recent.report_id, recent.list_id
    from recent
    union
    select r.report_id, r.list_id
    from failing
    join escapement.report r
      on r.project_id = $1::int
     and r.report_id = failing.report_id
     and not r.untrusted
),
-- a list names the place of the test once for all reports that share it
place as materialized (
    select l.list_id, p.position, l.test_ids[p.position - 1] as before,
           (p.position - 1) / cardinality(l.test_ids)::double precision as share
    from escapement.test_list l
    cross join lateral (select array_position(l.test_ids, $2::int) as position) p
    where l.project_id = $1::int
      and l.list_id in (select candidate.list_id from candidate)
      and p.position is not null
),
passing as materialized (
    select passed.report_id, passed.seconds
    from (
        select candidate.report_id, nullif(b.durations[place.position], 'NaN') as seconds,
               substr(b.outcomes, place.position, 1) as outcome
        from candidate
        join place on place.list_id = candidate.list_id
        join escapement.report r
          on r.project_id = $1::int
         and r.report_id = candidate.report_id
        join escapement.result_block b
          on b.project_id = $1::int
         and b.received_at = r.received_at
         and b.report_id = r.report_id
        order by candidate.report_id desc
        limit $4::bigint + $3::bigint
    ) passed
    where passed.outcome = 'p'
    order by passed.report_id desc
    limit $4::bigint
),
run as materialized (
    select failing.report_id, true as failed, failing.aside, failing.seconds, failing.signature_id
    from failing
    union all
    select passing.report_id, false, false, passing.seconds, null
    from passing
)
select run.failed, run.aside, run.seconds,
       extract(hour from coalesce(r.started_at, r.received_at) at time zone 'UTC')::int as hour,
       place.before,
       concat_ws(' › ', nullif(ahead.classname, ''), ahead.name) as before_name,
       place.share as place,
       r.job, r.variant, r.host,
       exists (
           select
           from escapement.failure f
           join escapement.test o
             on o.project_id = $1::int
            and o.test_id = f.test_id
           join escapement.test me
             on me.project_id = $1::int
            and me.test_id = $2::int
           where f.project_id = $1::int
             and f.report_id = run.report_id
             and f.received_at = r.received_at
             and f.incident_id is null
             and not f.derived
             and o.suite <> me.suite) as others,
       g.text
from run
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = run.report_id
join place on place.list_id = r.list_id
left join escapement.test ahead
  on ahead.project_id = $1::int
 and ahead.test_id = place.before
left join escapement.signature g
  on g.project_id = $1::int
 and g.signature_id = run.signature_id
order by run.report_id desc

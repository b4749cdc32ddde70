-- What is known of the escapes found from one day to another, and how many commits went through staging
-- in these days.
-- $1 project, $2 first day, $3 last day
-- escapes, changed (with a change that was not given up), one_off (of these, those without one that
-- reaches further than the bug), told (a person said why testing missed it), unlike (of these, those
-- that were missed because what they were tested with, or where, is not as production is), commits (that
-- reports or runs of gates name), staged (of these, those that were not sent round a gate of staging)
with escape as materialized (
    select d.defect_id
    from escapement.defect d
    where d.project_id = $1::int
      and d.detected_at >= ($2::date)::timestamp at time zone 'UTC'
      and d.detected_at < ($3::date + 1)::timestamp at time zone 'UTC'
      and escapement.defect_escaped(d.stage, d.known_at_release, d.state)
), answer as materialized (
    select c.defect_id, bool_or(y.systemic) as systemic
    from escape
    join escapement.change c
      on c.project_id = $1::int
     and c.defect_id = escape.defect_id
     and c.ended_at is null
    join escapement.change_type y
      on y.value = c.change_type
    group by c.defect_id
), gap as materialized (
    select g.defect_id,
           bool_or(g.gap_type in ('test_data_population', 'unrealistic_double', 'environment_drift',
                                  'not_testable_before_prod')) as unlike
    from escape
    join escapement.defect_gap g
      on g.project_id = $1::int
     and g.defect_id = escape.defect_id
     and g.state = 'confirmed'
    group by g.defect_id
), run as materialized (
    select c.sha, r.gate
    from (
        select distinct r.commit_id, r.gate
        from escapement.report r
        where r.project_id = $1::int
          and r.received_at >= ($2::date)::timestamp at time zone 'UTC'
          and r.received_at < ($3::date + 1)::timestamp at time zone 'UTC'
          and not r.untrusted
    ) r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    union
    select r.sha, case when r.state <> 'bypassed' then g.name end
    from escapement.gate_run r
    join escapement.gate g
      on g.project_id = $1::int
     and g.gate_id = r.gate_id
    where r.project_id = $1::int
      and r.started_at >= ($2::date)::timestamp at time zone 'UTC'
      and r.started_at < ($3::date + 1)::timestamp at time zone 'UTC'
)
select (select count(*) from escape) as escapes,
       (select count(*) from answer) as changed,
       (select count(*) from answer where not answer.systemic) as one_off,
       (select count(*) from gap) as told,
       (select count(*) from gap where gap.unlike) as unlike,
       count(distinct run.sha) as commits,
       count(distinct run.sha) filter (where g.stage = 'staging') as staged
from run
left join escapement.gate g
  on g.project_id = $1::int
 and g.name = run.gate

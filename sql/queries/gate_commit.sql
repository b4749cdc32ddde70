-- Every gate, and what a commit did at each: runs that were told, and builds whose reports name the
-- gate. A gate without a run is a row with state null.
-- $1 project, $2 commit
-- Columns: gate_id, gate, rank, blocking, budget_seconds, retries_allowed, state (passed, failed,
-- bypassed; null: no run is known), started_at, seconds (null: not known), reason, gate_run_id,
-- build_id (of these one at most), missed (it blocks
-- and is in use, and the commit was deployed as a hotfix without a known run of it)
with told as (
    select r.gate_id, r.state, r.started_at, r.seconds, r.reason, r.gate_run_id,
           null::bigint as build_id
    from escapement.gate_run r
    where r.project_id = $1::int
      and r.sha = $2::text
), latest as (
    select distinct on (r.build_id, r.gate, r.job, r.shard, r.variant)
           r.build_id, r.gate, r.verdict, r.received_at, r.started_at, r.seconds
    from escapement.report r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and c.sha = $2::text
      and r.gate is not null
    order by r.build_id, r.gate, r.job, r.shard, r.variant, r.attempt desc, r.report_id desc
), built as (
    select g.gate_id, case when bool_and(l.verdict = 'pass') then 'passed' else 'failed' end as state,
           min(coalesce(l.started_at, l.received_at)) as started_at,
           case when bool_and(l.started_at is not null)
                then extract(epoch from max(l.received_at) - min(l.started_at))
                else max(l.seconds) end::double precision as seconds,
           null::text as reason, null::bigint as gate_run_id, l.build_id
    from latest l
    join escapement.gate g
      on g.project_id = $1::int
     and g.name = l.gate
    group by g.gate_id, l.build_id
), run as (
    select told.gate_id, told.state, told.started_at, told.seconds, told.reason, told.gate_run_id,
           told.build_id
    from told
    union all
    select built.gate_id, built.state, built.started_at, built.seconds, built.reason,
           built.gate_run_id, built.build_id
    from built
)
select g.gate_id, g.name as gate, g.rank, g.blocking, g.budget_seconds, g.retries_allowed,
       run.state, run.started_at, run.seconds, run.reason, run.gate_run_id, run.build_id,
       run.state is null and g.blocking and exists (
           select
           from escapement.deployment d
           where d.project_id = $1::int
             and d.sha = $2::text
             and d.kind = 'hotfix')
       and (exists (
               select
               from escapement.gate_run o
               where o.project_id = $1::int
                 and o.gate_id = g.gate_id)
            or exists (
               select
               from escapement.report o
               where o.project_id = $1::int
                 and o.gate = g.name)) as missed
from escapement.gate g
left join run on run.gate_id = g.gate_id
where g.project_id = $1::int
order by g.rank, g.gate_id, run.started_at

-- The guards of the changes of a category that are in force in a service, as their tests do on the
-- main line: under the name that ran there last, or else under the last name.
-- $1 project, $2 category, $3 service, $4 now, $5 branches of the main line beside the default one
-- (globs with commas between), $6 days after which a silent test may be gone
-- Columns: guard_id, test_id, name, change_id, systemic, quarantined, broken, ran_at (null:
-- never there), outcome, missed (complete runs of its job since, without it), silent_days, others_ran
-- (the project had complete runs in those days)
with guard as materialized (
    select g.guard_id, g.added_at, c.change_id, y.systemic
    from escapement.test_guard g
    join escapement.change c
      on c.project_id = $1::int
     and c.change_id = g.change_id
    join escapement.change_type y
      on y.value = c.change_type
    where g.project_id = $1::int
      and g.ended_at is null
      and c.category = $2::text
      and c.ended_at is null
      and exists (
          select
          from escapement.change_adoption a
          where a.project_id = $1::int
            and a.change_id = c.change_id
            and a.service_id = $3::bigint
            and a.adopted_at <= $4::timestamptz
            and coalesce(a.ended_at > $4::timestamptz, true))
), name as materialized (
    select n.guard_id, n.test_id, n.step
    from escapement.guard_names($1::int) n
), main_line as materialized (
    select array(
               select replace(replace(trim(glob), '*', '%'), '?', '_')
               from unnest(string_to_array($5::text, ',')) as globs (glob))
               || p.default_branch as patterns
    from escapement.project p
    where p.project_id = $1::int
)
select guard.guard_id, run.test_id, concat_ws(' › ', nullif(t.classname, ''), t.name) as name,
       guard.change_id, guard.systemic,
       exists (
           select
           from escapement.quarantine q
           where q.project_id = $1::int
             and q.test_id = run.test_id
             and q.state in ('active', 'proving')
       ) as quarantined,
       coalesce(s.broken > 0.5 and s.recent like '%f', false) as broken,
       run.received_at as ran_at, run.outcome,
       (
           select count(*)
           from escapement.report r
           join escapement.build b
             on b.project_id = $1::int
            and b.build_id = r.build_id
           where r.project_id = $1::int
             and r.report_id > run.report_id
             and r.job = run.job
             and r.shard = run.shard
             and r.variant = run.variant
             and not r.untrusted
             and cardinality(r.causes) = 0
             and coalesce(b.branch like any (main_line.patterns), true)
       ) as missed,
       extract(epoch from $4::timestamptz - coalesce(run.received_at, guard.added_at)) / 86400
           as silent_days,
       exists (
           select
           from escapement.report r
           where r.project_id = $1::int
             and r.received_at > $4::timestamptz - $6::double precision * interval '1 day'
             and not r.untrusted
             and cardinality(r.causes) = 0
       ) as others_ran
from guard
cross join main_line
cross join lateral (
    select name.test_id, last.report_id, last.job, last.shard, last.variant, last.received_at,
           last.outcome
    from name
    left join lateral (
        select r.report_id, r.job, r.shard, r.variant, r.received_at,
               substr(block.outcomes, place.position, 1) as outcome
        from (
            select l.list_id, array_position(l.test_ids, name.test_id) as position
            from escapement.test_list l
            where l.project_id = $1::int
              and l.test_ids @> array[name.test_id]
        ) place
        cross join lateral (
            select r.report_id, r.job, r.shard, r.variant, r.received_at
            from escapement.report r
            join escapement.build b
              on b.project_id = $1::int
             and b.build_id = r.build_id
            where r.project_id = $1::int
              and r.list_id = place.list_id
              and not r.untrusted
              and coalesce(b.branch like any (main_line.patterns), true)
            order by r.report_id desc
            limit 1
        ) r
        join escapement.result_block block
          on block.project_id = $1::int
         and block.received_at = r.received_at
         and block.report_id = r.report_id
        order by r.report_id desc
        limit 1
    ) last on true
    where name.guard_id = guard.guard_id
    order by last.report_id desc nulls last, name.step desc
    limit 1
) run
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = run.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = run.test_id
order by guard.guard_id

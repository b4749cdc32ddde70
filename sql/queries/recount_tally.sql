-- Where the tally of a project differs from its results, counted one by one, day by day since the
-- last of them that have expired.
-- $1 project, $2 at most so many
-- class, day, test_id, and runs, failures, flakes, skips, commits and microseconds as text: stored
-- (null: none) and counted (null: none)
with folded as materialized (
    select r.report_id, r.list_id, r.received_at, (r.received_at at time zone 'UTC')::date as day,
           s.stream_id, s.commit_id, b.outcomes, b.durations
    from escapement.report r
    left join escapement.stream_report s
      on s.project_id = $1::int
     and s.report_id = r.report_id
    left join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = r.report_id
     and b.received_at = r.received_at
    where r.project_id = $1::int
      and not r.untrusted
      and not exists (
          select
          from escapement.fold_queue q
          where q.project_id = $1::int
            and q.report_id = r.report_id)
),
expired as materialized (
    select coalesce(max(f.day), '-infinity') as day
    from folded f
    where f.outcomes is null
),
result as materialized (
    select case when f.stream_id is null then 'other' else 'protected' end as class, f.day,
           f.stream_id, f.commit_id, u.test_id, u.outcome, u.seconds
    from folded f
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = f.list_id
    cross join lateral rows from (
        unnest(l.test_ids), string_to_table(f.outcomes, null), unnest(f.durations))
        as u (test_id, outcome, seconds)
    where f.day > (select expired.day from expired)
),
counted as (
    select c.class, c.day, c.test_id, sum(c.runs) as runs, sum(c.failures) as failures,
           sum(c.flakes) as flakes, sum(c.skips) as skips, sum(c.commits) as commits,
           sum(c.ticks) as ticks
    from (
        select r.class, r.day, r.test_id, (r.outcome <> 's')::int as runs,
               (r.outcome in ('f', 'e'))::int as failures, (r.outcome = 'k')::int as flakes,
               (r.outcome = 's')::int as skips, 0 as commits,
               case when r.seconds > 0 and r.seconds <> 'NaN'
                   then floor(least(r.seconds, 1e8::real) * 1048576::real + 0.5::real)
                   else 0 end as ticks
        from result r
        union all
        select 'protected', first.day, first.test_id, 0, 0, 0, 0, 1, 0
        from (
            select r.test_id, min(r.day) as day
            from result r
            where r.stream_id is not null
              and r.outcome in ('p', 'k')
            group by r.stream_id, r.commit_id, r.test_id
        ) first
    ) c
    group by c.class, c.day, c.test_id
),
cumulated as (
    select t.class, t.day, t.chunk * 4096 + u.place::int - 1 as test_id, u.runs, u.failures,
           u.flakes, u.skips, u.commits, u.seconds
    from escapement.tally t
    cross join lateral rows from (
        unnest(t.runs), unnest(t.failures), unnest(t.flakes), unnest(t.skips), unnest(t.commits),
        unnest(t.seconds)) with ordinality
        as u (runs, failures, flakes, skips, commits, seconds, place)
    where t.project_id = $1::int
),
stored as (
    select d.class, d.day, d.test_id, d.runs, d.failures, d.flakes, d.skips, d.commits, d.ticks
    from (
        select c.class, c.day, c.test_id,
               c.runs - coalesce(lag(c.runs) over before, 0) as runs,
               c.failures - coalesce(lag(c.failures) over before, 0) as failures,
               c.flakes - coalesce(lag(c.flakes) over before, 0) as flakes,
               c.skips - coalesce(lag(c.skips) over before, 0) as skips,
               c.commits - coalesce(lag(c.commits) over before, 0) as commits,
               (c.seconds - coalesce(lag(c.seconds) over before, 0)) * 1048576 as ticks
        from cumulated c
        window before as (partition by c.class, c.test_id order by c.day)
    ) d
    where d.day > (select expired.day from expired)
      and (d.runs, d.failures, d.flakes, d.skips, d.commits, d.ticks) <> (0, 0, 0, 0, 0, 0)
)
select coalesce(s.class, c.class), coalesce(s.day, c.day)::text, coalesce(s.test_id, c.test_id),
       case when s.test_id is not null then
           concat_ws(' ', s.runs, s.failures, s.flakes, s.skips, s.commits, s.ticks) end,
       case when c.test_id is not null then
           concat_ws(' ', c.runs, c.failures, c.flakes, c.skips, c.commits, c.ticks) end
from stored s
full join counted c
  on c.class = s.class
 and c.day = s.day
 and c.test_id = s.test_id
where (s.runs, s.failures, s.flakes, s.skips, s.commits, s.ticks)
      is distinct from (c.runs, c.failures, c.flakes, c.skips, c.commits, c.ticks)
order by 2, 1, 3
limit $2::bigint

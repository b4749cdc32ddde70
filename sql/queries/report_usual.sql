-- Suites that hold far fewer cases than usual in this job: than the median of the runs that count.
-- To be asked of what is not the same as most of those.
-- A report in which tests failed must not lack tests either that four of five of those runs, and three
-- at least, held: an excused failure must not hide that a runner lost some, as it does when one of its
-- processes dies. What a person takes away is not that: a test that goes on under another class or
-- suite, that two builds of a protected branch did without, or that is gone from a class which is there
-- still, unless such tests are three at least and a twentieth of all. Between shards tests move: they are
-- only held to their suites.
-- $1 project, $2 job, $3 shard, $4 variant, $5 list of this report, $6 tests failed in it
-- suite (null: no suite, but those tests), usual, cases, of those tests one that is missing
with recent as materialized (
    select u.list_id
    from escapement.usual_runs($1::int, $2, $3, $4) u
),
usual as (
    select u.suite, percentile_disc(0.5) within group (order by u.cases) as cases
    from recent
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = recent.list_id
    cross join lateral unnest(l.suites, l.suite_counts) as u (suite, cases)
    group by u.suite
    having count(*) * 2 > (select count(*) from recent)
),
present as (
    select u.suite, sum(u.cases)::int as cases
    from escapement.test_list l
    cross join lateral unnest(l.suites, l.suite_counts) as u (suite, cases)
    where l.project_id = $1::int
      and l.list_id = $5::bigint
    group by u.suite
),
-- empty unless it matters: tests failed, and none of those runs had exactly these tests
here as materialized (
    select u.test_id
    from escapement.test_list l
    cross join lateral unnest(l.test_ids) as u (test_id)
    where l.project_id = $1::int
      and l.list_id = $5::bigint
      and $6::boolean
      and $3 = ''
      and not exists (select from recent where recent.list_id = $5::bigint)
),
seen as materialized (
    select u.test_id,
           sum(lists.runs) >= greatest(3, 0.8 * (select count(*) from recent)) as usually
    from (select recent.list_id, count(*) as runs from recent group by recent.list_id) lists
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = lists.list_id
    cross join lateral unnest(l.test_ids) as u (test_id)
    where exists (select from here)
    group by u.test_id
),
missed as materialized (
    select seen.test_id from seen where seen.usually
    except
    select here.test_id from here
),
-- the first reports of the last two builds of a protected branch, also where they lacked the same
merged as materialized (
    select r.list_id
    from (
        select r.report_id, r.build_id, r.list_id, r.causes, r.short
        from escapement.report r
        where r.project_id = $1::int
          and r.job = $2
          and r.shard = $3
          and r.variant = $4
          and not r.untrusted
          and not r.damaged
          and r.tests > 0
          and exists (select from missed)
        order by r.report_id desc
        limit 200) r
    join escapement.build b
      on b.project_id = $1::int
     and b.build_id = r.build_id
    join escapement.stream s
      on s.project_id = $1::int
     and s.branch = b.branch
     and s.job = $2
     and s.variant = $4
    where ((r.causes = '{}' and not r.short) or r.causes = '{tests_missing}')
      and not exists (
            select 1
            from escapement.report e
            where e.project_id = $1::int
              and e.build_id = r.build_id
              and e.job = $2
              and e.shard = $3
              and e.variant = $4
              and not e.untrusted
              and e.report_id < r.report_id)
    order by r.report_id desc
    limit 2
),
gone as materialized (
    select missed.test_id
    from missed
    where (select count(*) from merged) < 2
       or missed.test_id in (
            select unnest(l.test_ids)
            from merged
            join escapement.test_list l
              on l.project_id = $1::int
             and l.list_id = merged.list_id)
),
come as materialized (
    select here.test_id from here where exists (select from gone)
    except
    select seen.test_id from seen
),
-- a place is the class; or the suite, where a class is but the name of its test (jest, mocha)
named as materialized (
    select u.test_id, u.is_gone, concat_ws(E'\x1f', t.name, t.variant, t.occurrence) as key, t.name,
           coalesce(nullif(case when right(t.name, length(t.classname)) <> t.classname
                               then t.classname
                               when t.suite <> 'undefined' then t.suite end, ''), t.name) as place
    from (
        select gone.test_id, true as is_gone from gone
        union all
        select here.test_id, false from here where exists (select from gone)) u
    -- one by one: a plan that was made while there were few tests would read them all
    cross join lateral (
        select t.name, t.variant, t.occurrence, t.suite, t.classname
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id = u.test_id
        limit 1) t
),
lost as materialized (
    select n.name, n.place not in (select o.place from named o where not o.is_gone) as wholly
    from (
        select n.name, n.place, n.key,
               row_number() over (partition by n.key order by n.test_id) as number
        from named n
        where n.is_gone) n
    left join (
        select n.key, count(*) as cases
        from come
        join named n on n.test_id = come.test_id
        group by n.key) moved
      on moved.key = n.key
    where n.number > coalesce(moved.cases, 0)
),
told as (
    select count(*) filter (where lost.wholly) as wholly,
           count(*) filter (where not lost.wholly) as others,
           min(lost.name) filter (where lost.wholly) as name, min(lost.name) as any_name,
           (select count(*) from seen where seen.usually) as usual
    from lost
)
select usual.suite, usual.cases, coalesce(present.cases, 0), null
from usual
join escapement.project p on p.project_id = $1::int
left join present on present.suite = usual.suite
where coalesce(present.cases, 0) < p.min_share * usual.cases
union all
select null, told.usual, told.usual - told.wholly - told.others, coalesce(told.name, told.any_name)
from told
where told.wholly > 0
   or (told.others >= 3 and told.others >= 0.05 * told.usual)
order by 1

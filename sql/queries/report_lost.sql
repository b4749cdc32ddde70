-- How many tests a run lost. Others failed in it, and nearly every recent run held some tests that it
-- did not: of these. What a person takes away is not lost: a test that goes on under another class or
-- suite, that two builds of a protected branch did without, or that is gone from a class which is there
-- still, unless such tests are three at least and a twentieth of all.
-- $1 project, $2 job, $3 variant, $4 list of the run, $5 those tests, $6 tests that only it
-- holds, $7 how many tests nearly every run held
-- lost, one of them; no row: none
with missed as materialized (
    select u.test_id
    from unnest($5::int[]) u (test_id)
),
-- the first reports of the last two builds of a protected branch, also where they lacked the same
merged as materialized (
    select r.list_id
    from (
        select r.report_id, r.build_id, r.list_id, r.causes, r.short
        from escapement.report r
        where r.project_id = $1::int
          and r.job = $2
          and r.shard = ''
          and r.variant = $3
          and not r.untrusted
          and not r.damaged
          and r.tests > 0
        order by r.report_id desc
        limit 200) r
    join escapement.build b
      on b.project_id = $1::int
     and b.build_id = r.build_id
    join escapement.stream s
      on s.project_id = $1::int
     and s.branch = b.branch
     and s.job = $2
     and s.variant = $3
    where ((r.causes = '{}' and not r.short) or r.causes = '{tests_missing}')
      and not exists (
            select 1
            from escapement.report e
            where e.project_id = $1::int
              and e.build_id = r.build_id
              and e.job = $2
              and e.shard = ''
              and e.variant = $3
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
    select u.test_id
    from unnest($6::int[]) u (test_id)
    where exists (select from gone)
),
here as materialized (
    select u.test_id
    from escapement.test_list l
    cross join lateral unnest(l.test_ids) as u (test_id)
    where l.project_id = $1::int
      and l.list_id = $4::bigint
      and exists (select from gone)
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
        select here.test_id, false from here) u
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
           min(lost.name) filter (where lost.wholly) as name, min(lost.name) as any_name
    from lost
)
select told.wholly + told.others, coalesce(told.name, told.any_name)
from told
where told.wholly > 0
   or (told.others >= 3 and told.others >= 0.05 * $7::bigint)

-- Suites that hold far fewer cases than usual in this job. Usual is the median of the last 20
-- trusted runs that count: those that were whole, or that a command which ended with 0 wrote, first in
-- their build; back to the last one that its uploader vouched for. Nothing is short when most of
-- those runs had exactly these tests. A report in which tests failed has to hold every test that all of
-- those runs held: an excused failure must not hide that a runner lost some, as it does when one of its
-- processes dies.
-- $1 project, $2 job, $3 shard, $4 variant, $5 list of this report, $6 tests failed in it
-- suite (null: no suite, but tests that all runs held), usual, cases, of those tests one that is missing
with recent as materialized (
    select r.list_id
    from escapement.report r
    where r.project_id = $1::int
      and r.job = $2
      and r.shard = $3
      and r.variant = $4
      and not r.untrusted
      and not r.damaged
      and r.tests > 0
      and r.report_id >= coalesce((
            select max(v.report_id)
            from escapement.report v
            where v.project_id = $1::int
              and v.job = $2
              and v.shard = $3
              and v.variant = $4
              and not v.untrusted
              and v.vouched), 0)
      and ((r.causes = '{}' and not r.short)
        or r.vouched
        or (r.exit_code = 0 and r.failed + r.errors = 0 and not exists (
              select 1
              from escapement.report e
              where e.project_id = $1::int
                and e.build_id = r.build_id
                and e.job = $2
                and e.shard = $3
                and e.variant = $4
                and not e.untrusted
                and e.report_id < r.report_id)))
    order by r.report_id desc
    limit 20
),
usual as (
    select u.suite, percentile_disc(0.5) within group (order by u.cases) as cases
    from recent
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = recent.list_id
    cross join lateral unnest(l.suites, l.suite_counts) as u (suite, cases)
    where (select count(*) filter (where list_id = $5::bigint) * 2 <= count(*) from recent)
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
      and not exists (select from recent where recent.list_id = $5::bigint)
),
seen as materialized (
    select u.test_id, count(*) = (select count(distinct recent.list_id) from recent) as by_all
    from (select distinct recent.list_id from recent) lists
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = lists.list_id
    cross join lateral unnest(l.test_ids) as u (test_id)
    where exists (select from here)
    group by u.test_id
),
gone as materialized (
    select seen.test_id from seen where seen.by_all
    except
    select here.test_id from here
),
come as materialized (
    select here.test_id from here where exists (select from gone)
    except
    select seen.test_id from seen
),
-- a test that goes on under another class or suite is not lost
lost as materialized (
    select t.name, t.variant, t.occurrence
    from gone
    left join lateral (
        select t.name, t.variant, t.occurrence
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id = gone.test_id
        limit 1) t on true
    except all
    select t.name, t.variant, t.occurrence
    from come
    cross join lateral (
        select t.name, t.variant, t.occurrence
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id = come.test_id
        limit 1) t
)
select usual.suite, usual.cases, coalesce(present.cases, 0), null
from usual
join escapement.project p on p.project_id = $1::int
left join present on present.suite = usual.suite
where coalesce(present.cases, 0) < p.min_share * usual.cases
union all
select null, usual.cases, usual.cases - count(*), min(lost.name)
from lost
cross join (select count(*) as cases from seen where seen.by_all) usual
group by usual.cases
order by 1

-- Suites that hold far fewer cases than usual in this job: than the median of the runs that count.
-- To be asked of what is not the same as most of those.
-- $1 project, $2 their lists, $3 how many of the runs had each, $4 list of this report
-- suite, usual, cases
with recent as materialized (
    select u.list_id
    from unnest($2::bigint[], $3::int[]) u (list_id, runs)
    cross join generate_series(1, u.runs)
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
      and l.list_id = $4::bigint
    group by u.suite
)
select usual.suite, usual.cases, coalesce(present.cases, 0)
from usual
join escapement.project p on p.project_id = $1::int
left join present on present.suite = usual.suite
where coalesce(present.cases, 0) < p.min_share * usual.cases
order by usual.suite

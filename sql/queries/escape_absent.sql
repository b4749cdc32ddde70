-- Tests that ran in the ten runs of a job before a commit, and not on it. Runs are whole and trusted.
-- $1 project, $2 commit, $3 runs to look back, $4 tests that come first, $5 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), layer, job, runs (of those
-- before, that had it), looked (runs looked at), total (tests in all)
with here as materialized (
    select r.job, r.shard, r.variant, min(r.report_id) as first_report,
           array_agg(distinct r.list_id) as lists
    from escapement.report r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and c.sha = $2::text
      and not r.untrusted
    group by r.job, r.shard, r.variant
), before as materialized (
    select here.job, b.list_id, b.runs, sum(b.runs) over (partition by here.job, here.shard, here.variant) as looked
    from here
    cross join lateral (
        select p.list_id, count(*) as runs
        from (
            select r.list_id
            from escapement.report r
            where r.project_id = $1::int
              and r.job = here.job
              and r.shard = here.shard
              and r.variant = here.variant
              and r.report_id < here.first_report
              and not r.untrusted
              and not r.damaged
              and r.causes = '{}'
            order by r.report_id desc
            limit $3::bigint
        ) p
        group by p.list_id
    ) b
    where b.list_id <> all (here.lists)
), present as materialized (
    select distinct x.test_id
    from here
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = any (here.lists)
    cross join lateral unnest(l.test_ids) as x (test_id)
    where exists (select from before)
), gone as (
    select x.test_id, before.job, sum(before.runs) as runs, max(before.looked) as looked
    from before
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = before.list_id
    cross join lateral unnest(l.test_ids) as x (test_id)
    where not exists (select from present where present.test_id = x.test_id)
    group by x.test_id, before.job
)
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.layer, gone.job,
       gone.runs, gone.looked, count(*) over () as total
from gone
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = gone.test_id
order by t.test_id = any ($4::int[]) desc, gone.runs desc, t.test_id
limit $5::bigint

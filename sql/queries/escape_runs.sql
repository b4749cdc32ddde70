-- What ran on a commit, by gate and layer: of each job the last attempt in each build counts.
-- $1 project, $2 commit
-- Columns: gate (null: not named), layer (null: not known), builds, tests, failed, skipped
with latest as materialized (
    select distinct on (r.build_id, r.job, r.shard, r.variant)
           r.build_id, r.gate, r.report_id, r.received_at, r.list_id
    from escapement.report r
    join escapement.commit c
      on c.project_id = $1::int
     and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and c.sha = $2::text
      and not r.untrusted
    order by r.build_id, r.job, r.shard, r.variant, r.attempt desc, r.report_id desc
), result as materialized (
    select latest.gate, latest.build_id, x.test_id, x.outcome
    from latest
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = latest.list_id
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = latest.report_id
     and b.received_at = latest.received_at
    cross join lateral escapement.results(l.test_ids, b.outcomes) as x (test_id, outcome)
)
select result.gate, t.layer, count(distinct result.build_id) as builds,
       count(distinct result.test_id) as tests,
       count(distinct result.test_id) filter (where result.outcome in ('f', 'e')) as failed,
       count(distinct result.test_id) filter (where result.outcome = 's') as skipped
from result
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = result.test_id
group by result.gate, t.layer
order by result.gate nulls last, t.layer nulls last

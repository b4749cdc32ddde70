-- What tests did on the last commits of the job and variant of a report, on its own branch and on
-- the one that it would change (else the default branch): one stream each. Only of tests that also
-- failed on another of those commits: one commit does not tell broken from flaky.
-- $1 project, $2 report, $3 tests, $4 commits
-- test_id, passes and fails (arrays, oldest commit first), its events and passes so far (not folded
-- yet: those of these commits)
with me as materialized (
    select r.report_id, r.commit_id, r.job, r.variant, coalesce(b.branch, '') as branch,
           coalesce(b.target_branch, p.default_branch) as target
    from escapement.report r
    join escapement.build b
      on b.project_id = $1::int
     and b.build_id = r.build_id
    join escapement.project p
      on p.project_id = $1::int
    where r.project_id = $1::int
      and r.report_id = $2::bigint
),
-- twice as many builds as commits: a commit that is built more often shortens the view
run as materialized (
    select w.branch, r.report_id, r.received_at, r.list_id, r.commit_id,
           coalesce(r.started_at, r.received_at) as at
    from me
    cross join lateral (
        select me.branch
        union
        select me.target) w
    cross join lateral (
        select b.build_id
        from escapement.build b
        where b.project_id = $1::int
          and coalesce(b.branch, '') = w.branch
        order by b.build_id desc
        limit 2 * $4::int) n
    join escapement.report r
      on r.project_id = $1::int
     and r.build_id = n.build_id
     and r.job = me.job
     and r.variant = me.variant
     and not r.untrusted
),
place as materialized (
    select run.branch, run.commit_id,
           row_number() over (partition by run.branch order by min(run.at), run.commit_id) as place,
           count(*) over (partition by run.branch) as places
    from run
    group by run.branch, run.commit_id
),
wanted as materialized (
    select u.test_id
    from unnest($3::int[]) as u (test_id)
    where exists (
        select
        from me, run
        join escapement.failure f
          on f.project_id = $1::int
         and f.report_id = run.report_id
         and f.received_at = run.received_at
         and f.test_id = u.test_id
         and f.final
        where run.commit_id <> me.commit_id)
),
spot as materialized (
    select l.list_id, wanted.test_id, array_position(l.test_ids, wanted.test_id) as spot
    from (select distinct run.list_id from run) listed
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = listed.list_id
    cross join wanted
),
cell as materialized (
    select spot.test_id, place.branch, place.place,
           count(*) filter (where substr(b.outcomes, spot.spot, 1) in ('p', 'k')) as passes,
           count(*) filter (where substr(b.outcomes, spot.spot, 1) in ('f', 'e')) as fails
    from spot
    join run on run.list_id = spot.list_id
    join place
      on place.branch = run.branch
     and place.commit_id = run.commit_id
     and place.place > place.places - $4::int
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = run.report_id
     and b.received_at = run.received_at
    where spot.spot is not null
    group by spot.test_id, place.branch, place.place
)
select cell.test_id,
       array_agg(cell.passes::int order by cell.place),
       array_agg(cell.fails::int order by cell.place),
       coalesce(s.flips + s.blips, (
           select count(*)
           from escapement.flake_event e
           where e.project_id = $1::int
             and e.test_id = cell.test_id)),
       coalesce(s.passes, sum(sum(cell.passes)) over (partition by cell.test_id))
from cell
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = cell.test_id
group by cell.test_id, cell.branch, s.flips, s.blips, s.passes

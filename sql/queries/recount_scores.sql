-- The scores of a project beside what its tally and its events say: those have been counted before.
-- $1 project
-- test_id, flips, blips, passes, commits: counted; stored (flips null: none): flips, blips, passes,
-- commits, log_e, broken, broken_since, broken_stream, recent
with last as (
    select distinct on (t.class, t.chunk) t.chunk, t.runs, t.failures, t.flakes, t.commits
    from escapement.tally t
    where t.project_id = $1::int
    order by t.class, t.chunk, t.day desc
),
sums as (
    select l.chunk * 4096 + u.place::int - 1 as test_id, sum(u.runs - u.failures) as passes,
           sum(u.failures + u.flakes) as failed, sum(u.commits) as commits
    from last l
    cross join lateral rows from (
        unnest(l.runs), unnest(l.failures), unnest(l.flakes), unnest(l.commits)) with ordinality
        as u (runs, failures, flakes, commits, place)
    group by 1
),
events as (
    select e.test_id, count(*) filter (where e.flip) as flips,
           count(*) filter (where not e.flip) as blips
    from (
        select f.test_id, f.report_id, bool_or(f.kind <> 'blip') as flip
        from escapement.flake_event f
        where f.project_id = $1::int
          and not exists (
              select
              from escapement.fold_queue q
              where q.project_id = $1::int
                and (q.report_id = f.report_id or q.report_id = f.passed_report_id))
        group by f.test_id, f.report_id
    ) e
    group by e.test_id
)
select coalesce(n.test_id, s.test_id), coalesce(e.flips, 0), coalesce(e.blips, 0),
       coalesce(n.passes, 0), coalesce(n.commits, 0), s.flips, s.blips, s.passes, s.commits,
       s.log_e, s.broken, coalesce(s.broken_since, 0), coalesce(s.broken_stream, 0), s.recent
from (
    select sums.test_id, sums.passes, sums.commits
    from sums
    where sums.failed > 0
) n
full join (
    select t.test_id, t.flips, t.blips, t.passes, t.commits, t.log_e, t.broken, t.broken_since,
           t.broken_stream, t.recent
    from escapement.test_score t
    where t.project_id = $1::int
) s on s.test_id = n.test_id
left join events e
  on e.test_id = n.test_id
order by 1

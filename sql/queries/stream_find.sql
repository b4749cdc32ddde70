-- Names streams, making those that are new.
-- $1 project, $2 branches, $3 jobs, $4 variants: of one report after the other
-- number of the report, from 1, stream_id; fewer rows: another process has just made one
with given as materialized (
    select u.branch, u.job, u.variant, u.number
    from unnest($2::text[], $3::text[], $4::text[]) with ordinality as u (branch, job, variant, number)
),
added as (
    insert into escapement.stream as s (project_id, branch, job, variant)
    select distinct $1::int, g.branch, g.job, g.variant
    from given g
    on conflict (project_id, branch, job, variant) do nothing
    returning s.stream_id, s.branch, s.job, s.variant
)
select g.number, coalesce(added.stream_id, s.stream_id)
from given g
left join added
  on added.branch = g.branch
 and added.job = g.job
 and added.variant = g.variant
left join escapement.stream s
  on s.project_id = $1::int
 and s.branch = g.branch
 and s.job = g.job
 and s.variant = g.variant
where coalesce(added.stream_id, s.stream_id) is not null

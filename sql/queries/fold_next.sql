-- The next reports to fold, in their order.
-- $1 project, $2 at most so many
-- report_id, commit_id, branch, job, variant, list_id, tests, received and begun (microseconds since
-- 1970), noted (its failing runs are counted already)
with next as materialized (
    select q.report_id, q.noted
    from escapement.fold_queue q
    where q.project_id = $1::int
    order by q.report_id
    limit $2::bigint
)
select r.report_id, r.commit_id, b.branch, r.job, r.variant, r.list_id, r.tests,
       (extract(epoch from r.received_at) * 1000000)::bigint,
       (extract(epoch from coalesce(r.started_at, r.received_at)) * 1000000)::bigint,
       next.noted
from next
-- one by one: a plan that was made while there were few reports would read them all
cross join lateral (
    select r.report_id, r.commit_id, r.build_id, r.job, r.variant, r.list_id, r.tests, r.received_at,
           r.started_at
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = next.report_id
    limit 1) r
cross join lateral (
    select b.branch
    from escapement.build b
    where b.project_id = $1::int
      and b.build_id = r.build_id
    limit 1) b
order by r.report_id

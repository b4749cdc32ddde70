-- The projects that have reports to fold.
-- project_id, since when the oldest of them waits (microseconds since 1970)
select p.project_id, (extract(epoch from oldest.received_at) * 1000000)::bigint as waiting_since
from escapement.project p
cross join lateral (
    select r.received_at
    from (
        select q.project_id, q.report_id
        from escapement.fold_queue q
        where q.project_id = p.project_id
        order by q.report_id
        limit 1
    ) q
    join escapement.report r
      on r.project_id = q.project_id
     and r.report_id = q.report_id
) oldest
order by p.project_id

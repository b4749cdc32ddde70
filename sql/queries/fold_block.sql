-- The results of reports as columns, in the order given.
-- $1 project, $2 reports
-- outcomes, durations; null: they have expired
select b.outcomes, b.durations
from unnest($2::bigint[]) with ordinality as u (report_id, place)
-- one by one: a plan that was made while there were few reports would read them all
left join lateral (
    select b.outcomes, b.durations
    from escapement.report r
    join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = r.report_id
     and b.received_at = r.received_at
    where r.project_id = $1::int
      and r.report_id = u.report_id
    limit 1) b on true
order by u.place

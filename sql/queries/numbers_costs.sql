-- What bugs cost that were found in a window, by the stage where they were found: exactly, as far as
-- anybody said.
-- $1 project, $2 category, $3 service (null: any), $4 from, $5 before (null: without bounds)
-- Columns: stage, escape, bugs, measured (JSON: currency, bugs, sum and mean as text)
with bug as materialized (
    select d.stage, d.money, d.currency
    from escapement.defect d
    where d.project_id = $1::int
      and ($2::text is null or d.category = $2::text)
      and ($3::bigint is null or d.service_id = $3::bigint)
      and d.detected_at >= coalesce($4::timestamptz, '-infinity')
      and d.detected_at < coalesce($5::timestamptz, 'infinity')
      and d.state not in ('invalid', 'duplicate')
)
select v.value as stage, v.escape,
       (
           select count(*)
           from bug
           where bug.stage = v.value
       ) as bugs,
       (
           select coalesce(json_agg(json_build_object('currency', m.currency, 'bugs', m.bugs,
                                                      'sum', m.sum::text, 'mean', m.mean::text)
                                    order by m.currency), '[]')
           from (
               select bug.currency, count(*) as bugs, sum(bug.money) as sum,
                      round(avg(bug.money), 2) as mean
               from bug
               where bug.stage = v.value
                 and bug.money is not null
               group by bug.currency
           ) m
       ) as measured
from escapement.detection_stage v
order by v.rank

-- What bugs cost that were found in a window, by the stage where they were found: exactly, as far as
-- anybody said.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from, $6 before (null: without
-- bounds)
-- Columns: stage, escape, bugs, measured (JSON: currency, bugs, sum and mean as text)
with bug as materialized (
    select d.stage, d.money, d.currency
    from escapement.found($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                          $6::timestamptz) d
    where d.kind is not null
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

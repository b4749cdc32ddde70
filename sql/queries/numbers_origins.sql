-- Of the bugs found in a window, how many were found at each stage by where they came in; the stages in
-- production are one, the field.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from, $6 before (null: without
-- bounds)
-- Columns: found and origin (places in the order of stages, 1 for the first; origin null: not known),
-- stage (found), bugs
with stage as materialized (
    select v.value, least(v.rank, f.rank) as place,
           case when v.rank < f.rank then v.value else 'field' end as name
    from escapement.detection_stage v
    cross join (
        select min(e.rank) as rank
        from escapement.detection_stage e
        where e.escape) f
), bug as materialized (
    select d.stage, d.origin_stage
    from escapement.found($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                          $6::timestamptz) d
    where d.kind in ('escape', 'catch')
)
select found.place as found, origin.place as origin, found.name as stage, count(bug.stage) as bugs
from stage found
left join bug
  on bug.stage = found.value
left join stage origin
  on origin.value = bug.origin_stage
group by found.place, origin.place, found.name
order by found.place, origin.place nulls last

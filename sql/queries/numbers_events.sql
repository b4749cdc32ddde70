-- The escapes of a window in order, each with the exposure that came before it, and the end of the
-- window with all of it. Exposure: deployments to production on observed days; observed days.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from (null: from the first that is
-- known on; days before that are no exposure), $6 before
-- Columns: defect_id (null: the end), title, at, deployments, days, began
with began as materialized (
    select escapement.known_since($1::int, $3::bigint[], $5::timestamptz) as at
), mark as (
    select h.at, h.defect_id, h.deployments, h.days
    from escapement.history($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                            $6::timestamptz) h
    union all
    select $6::timestamptz, 0, 0, 0
), run as (
    select mark.at, mark.defect_id,
           sum(mark.deployments) over before_it as deployments, sum(mark.days) over before_it as days
    from mark
    window before_it as (order by mark.at, mark.defect_id nulls first
                         rows between unbounded preceding and current row)
)
select nullif(run.defect_id, 0) as defect_id, d.title, run.at, run.deployments::bigint as deployments,
       run.days::bigint as days, began.at as began
from run
cross join began
left join escapement.defect d
  on d.project_id = $1::int
 and d.defect_id = run.defect_id
where run.defect_id is not null
order by run.at, run.defect_id = 0, run.defect_id

-- Escapes and exposure month by month.
-- $1 project, $2 category, $3 services, $4 layer (each null: any), $5 from (null: from the first that is
-- known on; days before that are no exposure), $6 before
-- Columns: month (its first day), escapes, deployments, days
select date_trunc('month', h.at at time zone 'UTC')::date as month, count(h.defect_id) as escapes,
       sum(h.deployments)::bigint as deployments, sum(h.days)::bigint as days
from escapement.history($1::int, $2::text, $3::bigint[], $4::text, $5::timestamptz,
                        $6::timestamptz) h
group by 1
order by 1

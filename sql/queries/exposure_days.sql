-- Exposure day by day: a day counts when it was observed, and something could have told of an escape
-- on it. Days before the first thing that is known of a project are no exposure.
-- $1 project, $2 service (null: all), $3 first day, $4 last day
-- Columns: day, deployments (to production), runs (reports of the project), observed
select d.day::date as day,
       (
           select count(*)
           from escapement.deployment p
           where p.project_id = $1::int
             and p.environment = 'production'
             and ($2::bigint is null or p.service_id = $2::bigint)
             and p.deployed_at >= d.day at time zone 'UTC'
             and p.deployed_at < (d.day + interval '1 day') at time zone 'UTC'
       ) as deployments,
       (
           select count(*)
           from escapement.report r
           where r.project_id = $1::int
             and not r.untrusted
             and r.received_at >= d.day at time zone 'UTC'
             and r.received_at < (d.day + interval '1 day') at time zone 'UTC'
       ) as runs,
       not exists (
           select
           from escapement.unobserved u
           where u.project_id = $1::int
             and (u.service_id is null or u.service_id = $2::bigint)
             and d.day::date between u.from_day and u.to_day
       ) as observed
from generate_series($3::date::timestamp, $4::date::timestamp, interval '1 day') as d (day)
order by d.day

-- Sources, newest first, a page at a time.
-- $1 project, $2 source (null: all), $3 after source_id (null: from the newest), $4 limit,
-- $5 whether its key is shown
-- Columns: source_id, key (null: not shown), name, kind, secret, service, stage, enabled, created_by,
-- created_at, waiting, failed (of its deliveries), last_at (the last delivery)
select s.source_id, case when $5::boolean then s.key end as key, s.name, s.kind,
       s.secret, v.name as service, s.stage, s.enabled, s.created_by, s.created_at,
       (
           select count(*)
           from escapement.source_event e
           where e.project_id = $1::int
             and e.source_id = s.source_id
             and e.state = 'waiting'
       ) as waiting,
       (
           select count(*)
           from escapement.source_event e
           where e.project_id = $1::int
             and e.source_id = s.source_id
             and e.state = 'failed'
       ) as failed,
       (
           select max(e.received_at)
           from escapement.source_event e
           where e.project_id = $1::int
             and e.source_id = s.source_id
       ) as last_at
from escapement.source s
left join escapement.service v
  on v.project_id = $1::int
 and v.service_id = s.service_id
where s.project_id = $1::int
  and ($2::bigint is null or s.source_id = $2::bigint)
  and ($3::bigint is null or s.source_id < $3::bigint)
order by s.source_id desc
limit $4::bigint

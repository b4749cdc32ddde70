-- The next delivery that waits, locked: one that another process is at is passed over.
-- $1 project
-- Columns: event_id, kind of the source, name of the source, its service, its stage, the delivery's
-- kind, body
select e.event_id, s.kind, s.name, v.name as service, s.stage, e.kind as event, e.body
from escapement.source_event e
join escapement.source s
  on s.project_id = $1::int
 and s.source_id = e.source_id
left join escapement.service v
  on v.project_id = $1::int
 and v.service_id = s.service_id
where e.project_id = $1::int
  and e.state = 'waiting'
order by e.event_id
limit 1
for update of e skip locked

-- Destinations, newest first, a page at a time.
-- $1 project, $2 destination (null: all), $3 after (null: from the newest), $4 limit
-- Columns: destination_id, name, kind, address, secret, events (JSON), title, body, issue_type,
-- enabled, created_by, created_at, paused_until (null: it is not), failures, error, delivered_at,
-- pending, dead
select d.destination_id, d.name, d.kind, d.address, d.secret, to_json(d.events) as events,
    d.title, d.body, d.issue_type, d.enabled, d.created_by, d.created_at,
    case when d.failures > 0 then d.next_at end as paused_until,
    d.failures, d.error, d.delivered_at,
    (
        select count(*)
        from escapement.delivery y
        where y.project_id = $1::int
          and y.destination_id = d.destination_id
          and y.state = 'pending'
    ) as pending,
    (
        select count(*)
        from escapement.delivery y
        where y.project_id = $1::int
          and y.destination_id = d.destination_id
          and y.state = 'dead'
    ) as dead
from escapement.destination d
where d.project_id = $1::int
  and ($2::bigint is null or d.destination_id = $2::bigint)
  and ($3::bigint is null or d.destination_id < $3::bigint)
order by d.destination_id desc
limit $4::bigint

-- A destination as it is set, locked for a change.
-- $1 project, $2 destination
-- Columns: destination_id, key, name, kind, address, secret, title, body, issue_type, failures,
-- events (JSON), enabled
select d.destination_id, d.key, d.name, d.kind, d.address, d.secret, d.title, d.body,
    d.issue_type, d.failures, to_json(d.events) as events, d.enabled
from escapement.destination d
where d.project_id = $1::int
  and d.destination_id = $2::bigint
for update

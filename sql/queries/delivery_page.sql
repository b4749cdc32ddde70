-- Deliveries, newest first, a page at a time.
-- $1 project, $2 delivery (null: all), $3 state (null: all), $4 destination (null: all), $5 subject
-- kind (null: all), $6 subject id (null: all), $7 after (null: from the newest), $8 limit
-- Columns: delivery_id, destination_id, its name, its kind, its key, outbox_id, event, subject_kind,
-- subject_id, name of the test or cluster, state, attempts, added_at, due_at (null unless
-- pending), done_at, status, error
select y.delivery_id, y.destination_id, d.name, d.kind, d.key, y.outbox_id, y.event,
    y.subject_kind, y.subject_id, coalesce(t.name, k.name, k.text) as subject_name,
    y.state, y.attempts, y.added_at,
    case when y.state = 'pending' then l.due_at end as due_at, y.done_at, y.status, y.error
from escapement.delivery y
join escapement.destination d
  on d.project_id = $1::int
 and d.destination_id = y.destination_id
left join escapement.delivery_line l
  on l.project_id = $1::int
 and l.destination_id = y.destination_id
 and l.subject_kind = y.subject_kind
 and l.subject_id = y.subject_id
left join escapement.test t
  on t.project_id = $1::int
 and t.test_id = y.subject_id
 and y.subject_kind = 'test'
left join escapement.cluster k
  on k.project_id = $1::int
 and k.cluster_id = y.subject_id
 and y.subject_kind = 'cluster'
where y.project_id = $1::int
  and ($2::bigint is null or y.delivery_id = $2::bigint)
  and ($3::text is null or y.state = $3::text)
  and ($4::bigint is null or y.destination_id = $4::bigint)
  and ($5::text is null or y.subject_kind = $5::text)
  and ($6::bigint is null or y.subject_id = $6::bigint)
  and ($7::bigint is null or y.delivery_id < $7::bigint)
order by y.delivery_id desc
limit $8::bigint

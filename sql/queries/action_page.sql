-- Action items, newest first, a page at a time.
-- $1 project, $2 item, $3 bug, $4 change, $5 aim, $6 state (each null: any), $7 whether open,
-- $8 whether overdue (null: either), $9 now, $10 after action_id (null: from the newest), $11 limit
-- Columns: action_id, defect_id, defect title, change_id, aim, title, owner, due, state, open,
-- overdue, age_days (until it was done), state_days (in its state), reason, evidence, ticket,
-- added_at, changed_at
select a.action_id, a.defect_id, d.title as defect_title, a.change_id, a.aim, a.title, a.owner,
       a.due, a.state, s.open, s.open and coalesce(a.due < n.day, false) as overdue,
       floor(extract(epoch from case when s.open then $9::timestamptz else a.changed_at end
                                - a.added_at) / 86400)::int as age_days,
       floor(extract(epoch from $9::timestamptz - a.changed_at) / 86400)::int as state_days,
       a.reason, a.evidence, a.ticket, a.added_at, a.changed_at
from escapement.action_item a
join escapement.action_state s
  on s.value = a.state
join escapement.defect d
  on d.project_id = $1::int
 and d.defect_id = a.defect_id
cross join (select ($9::timestamptz at time zone 'UTC')::date as day) n
where a.project_id = $1::int
  and ($2::bigint is null or a.action_id = $2::bigint)
  and ($3::bigint is null or a.defect_id = $3::bigint)
  and ($4::bigint is null or a.change_id = $4::bigint)
  and ($5::text is null or a.aim = $5::text)
  and ($6::text is null or a.state = $6::text)
  and ($7::boolean is null or s.open = $7::boolean)
  and ($8::boolean is null or (s.open and coalesce(a.due < n.day, false)) = $8::boolean)
  and ($10::bigint is null or a.action_id < $10::bigint)
order by a.action_id desc
limit $11::bigint

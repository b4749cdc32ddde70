-- Adds an action item. No row: there is no such bug or change.
-- $1 project, $2 fields (JSON), $3 now
-- Columns: action_id, before (null), after
insert into escapement.action_item as a
    (project_id, defect_id, change_id, aim, title, owner, due, state, reason, evidence, ticket,
     added_at, changed_at)
select $1::int, d.defect_id, c.change_id, f.fields ->> 'aim', f.fields ->> 'title',
       f.fields ->> 'owner', (f.fields ->> 'due')::date, coalesce(f.fields ->> 'state', 'proposed'),
       f.fields ->> 'reason', f.fields -> 'evidence', f.fields ->> 'ticket', $3::timestamptz,
       $3::timestamptz
from (select jsonb_strip_nulls($2::jsonb) as fields) f
join escapement.defect d
  on d.project_id = $1::int
 and d.defect_id = (f.fields ->> 'defect')::bigint
left join escapement.change c
  on c.project_id = $1::int
 and c.change_id = (f.fields ->> 'change')::bigint
where not f.fields ? 'change'
   or c.change_id is not null
returning a.action_id, null as before, to_jsonb(a) as after

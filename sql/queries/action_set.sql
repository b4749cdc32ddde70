-- Changes what is given of an action item. No row: there is no such change.
-- $1 project, $2 item, $3 fields (JSON; null takes away), $4 now
-- Columns: action_id, before, after
with before as materialized (
    select to_jsonb(a) as row,
           jsonb_strip_nulls(to_jsonb(a) || $3::jsonb
               || case when $3::jsonb ? 'change'
                       then jsonb_build_object('change_id', $3::jsonb -> 'change')
                       else '{}'
                  end) as fields
    from escapement.action_item a
    where a.project_id = $1::int
      and a.action_id = $2::bigint
)
update escapement.action_item a
set change_id = (b.fields ->> 'change_id')::bigint,
    aim = b.fields ->> 'aim',
    title = b.fields ->> 'title',
    owner = b.fields ->> 'owner',
    due = (b.fields ->> 'due')::date,
    state = coalesce(b.fields ->> 'state', 'proposed'),
    reason = b.fields ->> 'reason',
    evidence = b.fields -> 'evidence',
    ticket = b.fields ->> 'ticket',
    changed_at = case
        when coalesce(b.fields ->> 'state', 'proposed') = a.state then a.changed_at
        else $4::timestamptz
    end
from before b
where a.project_id = $1::int
  and a.action_id = $2::bigint
  and (not b.fields ? 'change_id' or exists (
      select
      from escapement.change c
      where c.project_id = $1::int
        and c.change_id = (b.fields ->> 'change_id')::bigint))
returning a.action_id, b.row as before, to_jsonb(a) as after

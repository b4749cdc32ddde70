-- Spreads events, unless somebody else has, to the destinations that want them, oldest first. Several at once wait for each
-- other, so that of one subject nothing is spread before what was added before it.
-- $1 project, $2 now, $3 events
with news as materialized (
    select o.outbox_id, o.added_at, o.subject_kind, o.subject_id, o.event
    from escapement.outbox o
    where o.project_id = $1::int
      and o.outbox_id = any ($3::bigint[])
      and not o.spread
    order by o.outbox_id
    for update
), wanted as materialized (
    select d.destination_id, n.outbox_id, n.added_at, n.subject_kind, n.subject_id, n.event
    from news n
    join escapement.destination d
      on d.project_id = $1::int
     and d.enabled
     and d.created_at <= n.added_at
     and (d.kind in ('webhook', 'slack') or n.subject_kind in ('test', 'cluster'))
     and exists (
         select
         from unnest(d.events) glob
         where n.event like replace(replace(glob, '_', '\_'), '*', '%'))
), made as (
    insert into escapement.delivery (project_id, destination_id, outbox_id, subject_kind,
                                     subject_id, event, state, added_at)
    select $1::int, w.destination_id, w.outbox_id, w.subject_kind, w.subject_id, w.event,
           'pending', w.added_at
    from wanted w
    order by w.outbox_id, w.destination_id
    on conflict (project_id, destination_id, outbox_id) do nothing
), lines as (
    insert into escapement.delivery_line as l (project_id, destination_id, subject_kind,
                                               subject_id, due_at)
    select distinct $1::int, w.destination_id, w.subject_kind, w.subject_id, $2::timestamptz
    from wanted w
    order by 2, 3, 4
    on conflict (project_id, destination_id, subject_kind, subject_id) do update
    set due_at = coalesce(l.due_at, excluded.due_at)
)
update escapement.outbox o
set spread = true
from news n
where o.project_id = $1::int
  and o.outbox_id = n.outbox_id

-- Puts deliveries that were given up, or one that was delivered, back in their lines.
-- $1 project, $2 delivery (null: all dead ones), $3 destination (null: of all), $4 now
-- Columns: how many
with again as materialized (
    select d.delivery_id, d.destination_id, d.subject_kind, d.subject_id
    from escapement.delivery d
    where d.project_id = $1::int
      and case when $2::bigint is null then d.state = 'dead'
               else d.delivery_id = $2::bigint and d.state <> 'pending' end
      and ($3::bigint is null or d.destination_id = $3::bigint)
    order by d.delivery_id
    for update
), put as (
    update escapement.delivery d
    set state = 'pending', attempts = 0, done_at = null
    from again a
    where d.project_id = $1::int
      and d.delivery_id = a.delivery_id
), lines as (
    insert into escapement.delivery_line as l (project_id, destination_id, subject_kind,
                                               subject_id, due_at)
    select distinct $1::int, a.destination_id, a.subject_kind, a.subject_id, $4::timestamptz
    from again a
    order by 2, 3, 4
    on conflict (project_id, destination_id, subject_kind, subject_id) do update
    set due_at = least(l.due_at, excluded.due_at)
)
select count(*)
from again

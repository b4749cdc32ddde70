-- Removes what was delivered or given up before a time, and events that nobody waits for.
-- $1 project, $2 before
-- Columns: how many deliveries, how many events
with gone as (
    delete from escapement.delivery d
    where d.project_id = $1::int
      and d.state <> 'pending'
      and d.done_at < $2::timestamptz
    returning d.delivery_id
), told as (
    delete from escapement.outbox o
    where o.project_id = $1::int
      and o.spread
      and o.added_at < $2::timestamptz
      and not exists (
          select
          from escapement.delivery d
          where d.project_id = $1::int
            and d.outbox_id = o.outbox_id
            and (d.state = 'pending' or d.done_at >= $2::timestamptz))
    returning o.outbox_id
)
select (select count(*) from gone), (select count(*) from told)

-- How many deliveries are over since before a time, and how many events go with them.
-- $1 project, $2 before
-- Columns: how many deliveries, how many events
select
    (
        select count(*)
        from escapement.delivery d
        where d.project_id = $1::int
          and d.state <> 'pending'
          and d.done_at < $2::timestamptz
    ),
    (
        select count(*)
        from escapement.outbox o
        where o.project_id = $1::int
          and o.spread
          and o.added_at < $2::timestamptz
          and not exists (
              select
              from escapement.delivery d
              where d.project_id = $1::int
                and d.outbox_id = o.outbox_id
                and (d.state = 'pending' or d.done_at >= $2::timestamptz))
    )

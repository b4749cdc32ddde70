-- The oldest event that somebody still waits for, over all projects.
-- Columns: when it happened in microseconds since 1970 (null: nobody waits)
select (extract(epoch from least(
    (select min(o.added_at) from escapement.outbox o where not o.spread),
    (select min(d.added_at) from escapement.delivery d where d.state = 'pending')))
    * 1000000)::bigint as added_us

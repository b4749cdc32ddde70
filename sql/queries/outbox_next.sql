-- Events that are to be spread, oldest first.
-- $1 project, $2 how many at most
-- Columns: their ids; null: there are none
select array_agg(n.outbox_id)
from (
    select o.outbox_id
    from escapement.outbox o
    where o.project_id = $1::int
      and not o.spread
    order by o.outbox_id
    limit $2::bigint
) n

-- Projects in which something is to be spread or sent, over all of them.
-- $1 now
-- Columns: project_id
select p.project_id
from escapement.project p
where exists (
        select
        from escapement.outbox o
        where o.project_id = p.project_id
          and not o.spread)
   or exists (
        select
        from escapement.destination d
        join escapement.delivery_line l
          on l.project_id = d.project_id
         and l.destination_id = d.destination_id
        where d.project_id = p.project_id
          and d.enabled
          and d.next_at <= $1::timestamptz
          and l.due_at <= $1::timestamptz
          and coalesce(l.until <= $1::timestamptz, true))
order by p.project_id

-- A piece of work is due, whenever it was last done.
-- $1 name
update escapement.lease l
set done_at = null
where l.name = $1

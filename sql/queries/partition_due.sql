-- The partitions of a table that are over, oldest first.
-- $1 table, $2 end at this time or before it
-- name, start, end (microseconds since 1970), bytes
select p.name, (extract(epoch from p.starts) * 1000000)::bigint,
       (extract(epoch from p.ends) * 1000000)::bigint, p.bytes
from escapement.partition_due($1, $2::timestamptz) p

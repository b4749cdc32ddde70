-- Drops a partition that is over.
-- $1 table, $2 partition, $3 ends at this time or before it
-- whether it was there
select escapement.partition_drop($1, $2, $3::timestamptz)

-- Makes the partitions of this month and the next.
-- $1 now
select escapement.partition_ensure($1)

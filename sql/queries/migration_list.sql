-- The migrations that were run, in order.
-- Columns: version, name, checksum, applied_at (microseconds since 1970)
select version,
       name,
       checksum,
       (extract(epoch from applied_at) * 1000000)::bigint as applied_at
from escapement.schema_migration
order by version;

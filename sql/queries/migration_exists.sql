-- Whether the record of migrations is there. Asked of the catalog itself: to_regclass() answers
-- from a cache that may be older than the lock we have just waited for.
-- Columns: exists
select exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n
      on n.oid = c.relnamespace
    where n.nspname = 'escapement'
      and c.relname = 'schema_migration') as exists;

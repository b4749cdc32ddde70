-- Whether the record of migrations is there.
-- Columns: exists
select to_regclass('escapement.schema_migration') is not null as exists;

-- Makes the schema and the record of migrations, without which no migration can be recorded.
-- Asked for only while the record is missing, under the lock of migration_lock.
do $$
begin
    if not exists (select from pg_catalog.pg_namespace where nspname = 'escapement') then
        create schema escapement;
    end if;
    comment on schema escapement is 'All that Escapement stores.';

    create table escapement.schema_migration (
        version    int not null,
        name       text not null,
        checksum   text not null,
        applied_at timestamptz not null,
        constraint schema_migration_pk primary key (version)
    );
    comment on table escapement.schema_migration is 'Which migrations this database has had.';
    comment on column escapement.schema_migration.version is 'The number in front of the file name.';
    comment on column escapement.schema_migration.name is 'The file name.';
    comment on column escapement.schema_migration.checksum is 'SHA-256 of the file, in hex: what was run cannot be changed afterwards.';
    comment on column escapement.schema_migration.applied_at is 'When it was run.';
end
$$;

-- Records that a migration was run.
-- $1 version, $2 name, $3 checksum, $4 now
insert into escapement.schema_migration (version, name, checksum, applied_at)
values ($1::int, $2::text, $3::text, $4::timestamptz);

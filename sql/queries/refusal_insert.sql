-- Notes a refused upload, unless its project has so many rows of this hour already.
-- $1 project, $2 now, $3 actor, $4 problem, $5 detail, $6 file (null: none), $7 line (null: none),
-- $8 bytes, $9 parameters (JSON), $10 rows a project may have of one hour
-- refusal_id
insert into escapement.upload_refusal (
    project_id, received_at, actor, problem, detail, file, line, bytes, parameters)
select $1::int, $2::timestamptz, $3, $4, $5, $6, $7::bigint, $8::bigint, $9::jsonb
where $10::bigint > (
    select count(*)
    from (
        select r.refusal_id
        from escapement.upload_refusal r
        where r.project_id = $1::int
          and r.received_at >= date_trunc('hour', $2::timestamptz, 'UTC')
        limit $10::bigint
    ) noted)
returning refusal_id

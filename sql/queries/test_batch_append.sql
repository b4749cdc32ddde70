-- Keeps the identities of new tests, under the lock of the counter: with the last batch when both
-- are small and it ends where they begin, else as a batch of their own.
-- $1 project, $2 id of the first, $3 identities, $4 the most that a small batch holds
with last as materialized (
    select b.first_id, octet_length(b.identities) / 16 as size
    from escapement.test_batch b
    where b.project_id = $1::int
    order by b.first_id desc
    limit 1
), grown as (
    update escapement.test_batch b
    set identities = b.identities || $3::bytea
    from last
    where b.project_id = $1::int
      and b.first_id = last.first_id
      and last.first_id + last.size = $2::int
      and last.size + octet_length($3::bytea) / 16 <= $4::int
    returning b.first_id
)
insert into escapement.test_batch (project_id, first_id, identities)
select $1::int, $2::int, $3::bytea
where not exists (select 1 from grown)

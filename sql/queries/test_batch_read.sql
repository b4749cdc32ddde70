-- Identities of tests from one id on, in the order of their ids, some batches at a time.
-- $1 project, $2 first id wanted, $3 how many batches
-- first_id, identities (the first batch may begin before the id that is wanted)
select b.first_id, b.identities
from escapement.test_batch b
where b.project_id = $1::int
  and b.first_id >= coalesce((
        select max(before.first_id)
        from escapement.test_batch before
        where before.project_id = $1::int
          and before.first_id <= $2::int), 0)
  and b.first_id + octet_length(b.identities) / 16 > $2::int
order by b.first_id
limit $3::int

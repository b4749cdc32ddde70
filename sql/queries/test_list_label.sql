-- Remembers what the labels of the tests of a list were settled from.
-- $1 project, $2 list, $3 hash
update escapement.test_list
set labels = $3::uuid
where project_id = $1::int
  and list_id = $2::bigint

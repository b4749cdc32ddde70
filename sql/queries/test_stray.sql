-- Tests beyond the counter: a second connection had stored them when the first one broke.
-- $1 project, $2 the next id to give out, $3 limit
-- test_id, identity
select t.test_id, t.identity
from escapement.test t
where t.project_id = $1::int
  and t.test_id >= $2::int
order by t.test_id
limit $3::int

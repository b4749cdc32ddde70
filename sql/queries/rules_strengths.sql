-- The e-values of the tests of a project that have one above 1, highest first; and how many tests
-- there are, in every row.
-- $1 project
-- log_e, tests
select s.log_e, c.next_test_id - 1
from escapement.test_score s
join escapement.project_counter c
  on c.project_id = $1::int
where s.project_id = $1::int
  and s.log_e > 0
order by s.log_e desc

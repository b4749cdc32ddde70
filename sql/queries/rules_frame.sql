-- What the rules of a project go by, beside its settings.
-- $1 project
-- auto_activate, review_days, whether any report was of a protected branch, tests
select p.auto_activate, p.review_days,
       exists (
           select
           from escapement.stream s
           where s.project_id = $1::int),
       c.next_test_id - 1
from escapement.project p
join escapement.project_counter c
  on c.project_id = $1::int
where p.project_id = $1::int

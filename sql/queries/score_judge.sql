-- The tests whose scores wait for the rules, which look at them now.
-- $1 project
-- test_id
update escapement.test_score s
set judged = true
where s.project_id = $1::int
  and not s.judged
returning s.test_id

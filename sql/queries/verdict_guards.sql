-- Which tests guard against an escape happening again, unless their quarantine was forced.
-- $1 project, $2 tests
-- test_id
select distinct n.test_id
from escapement.guard_names($1::int) n
where n.test_id = any ($2::int[])
  and not exists (
        select
        from escapement.quarantine q
        where q.project_id = $1::int
          and q.test_id = n.test_id
          and q.state <> 'closed'
          and q.forced)

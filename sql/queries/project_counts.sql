-- How much a project holds.
-- $1 project_id
-- Columns: tests, builds, flaky (tests), quarantined (tests, active or proving)
select
    (
        select coalesce(max(c.next_test_id) - 1, 0)
        from escapement.project_counter c
        where c.project_id = $1::int
    ) as tests,
    (
        select count(*)
        from escapement.build b
        where b.project_id = $1::int
    ) as builds,
    (
        select count(*)
        from escapement.test_state s
        where s.project_id = $1::int
          and s.health = 'flaky'
    ) as flaky,
    (
        select count(*)
        from escapement.quarantine q
        where q.project_id = $1::int
          and q.state in ('active', 'proving')
    ) as quarantined;

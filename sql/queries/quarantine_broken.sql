-- Notes that the tests of periods in force fail always, each until it is sound again.
-- $1 project, $2 tests, $3 now, $4 the report that showed it (null: the fold)
-- quarantine_id
with standing as materialized (
    select q.quarantine_id
    from escapement.quarantine q
    where q.project_id = $1::int
      and q.test_id = any ($2::int[])
      and q.state in ('active', 'proving')
      and q.broken_at is null
    order by q.quarantine_id
    for update
)
update escapement.quarantine q
set broken_at = $3::timestamptz,
    broken_report = $4::bigint
from standing
where q.project_id = $1::int
  and q.quarantine_id = standing.quarantine_id
returning q.quarantine_id

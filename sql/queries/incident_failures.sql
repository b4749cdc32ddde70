-- The tests that failed in an incident, in the order of their ids.
-- $1 project_id, $2 incident_id, $3 after: test_id (null: from the first), $4 limit
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), signature_id and
-- signature of its last failing attempt, attempts that failed, excused_by, report_id
select t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
       g.signature_id, g.text as signature, k.attempts, k.excused_by, k.report_id
from (
    select f.test_id, count(*) as attempts,
           (array_agg(f.signature_id order by f.report_id desc, f.attempt desc))[1] as signature_id,
           (array_agg(f.excused_by order by f.report_id desc, f.attempt desc))[1] as excused_by,
           max(f.report_id) as report_id
    from escapement.failure f
    where f.project_id = $1::int
      and f.incident_id = $2::bigint
      and ($3::bigint is null or f.test_id > $3::bigint)
    group by f.test_id
    order by f.test_id
    limit $4::bigint
) k
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = k.test_id
join escapement.signature g
    on g.project_id = $1::int
    and g.signature_id = k.signature_id
order by k.test_id

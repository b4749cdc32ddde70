-- Lists in a triage the signatures that were first seen since the last one, in several tests.
-- $1 project, $2 triage, $3 at most, $4 in how many tests at least
with fresh as (
    select f.signature_id, count(distinct f.test_id)::int as tests, count(distinct f.report_id)::int as runs
    from escapement.triage g
    join escapement.failure f
      on f.project_id = $1::int
     and f.received_at > g.since
     and f.received_at <= g.opened_at
     and f.incident_id is null
     and not f.derived
    join escapement.signature s
      on s.project_id = $1::int
     and s.signature_id = f.signature_id
     and s.first_seen > g.since
    where g.project_id = $1::int
      and g.triage_id = $2::bigint
    group by f.signature_id
    having count(distinct f.test_id) >= $4::double precision
)
insert into escapement.triage_row (project_id, triage_id, section, subject_kind, subject_id, place, asks, facts)
select $1::int, $2::bigint, 'new', 'signature', f.signature_id,
       1000 + row_number() over (order by f.tests desc, f.signature_id), true,
       jsonb_build_object('tests', f.tests, 'runs_of_signature', f.runs)
from fresh f
order by 6
limit $3::bigint
on conflict (project_id, triage_id, subject_kind, subject_id) do nothing

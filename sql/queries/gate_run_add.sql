-- Notes that a commit went through a gate or round it. Told again it is changed to what is told. No
-- row: there is no such gate or service.
-- $1 project, $2 gate, $3 key, $4 commit, $5 service (null: none), $6 state, $7 when, $8 seconds,
-- $9 reason, $10 url
-- Columns: gate_run_id, is_new
with of as materialized (
    select g.gate_id, s.service_id
    from escapement.gate g
    left join escapement.service s
      on s.project_id = $1::int
     and s.name = $5::text
    where g.project_id = $1::int
      and g.name = $2::text
      and ($5::text is null or s.service_id is not null)
)
insert into escapement.gate_run as r
    (project_id, gate_id, key, sha, service_id, state, started_at, seconds, reason, url)
select $1::int, of.gate_id, $3::text, $4::text, of.service_id, $6::text, $7::timestamptz,
       $8::double precision, $9::text, $10::text
from of
on conflict (project_id, gate_id, key) do update
set sha = excluded.sha, service_id = excluded.service_id, state = excluded.state,
    started_at = excluded.started_at, seconds = excluded.seconds, reason = excluded.reason,
    url = excluded.url
returning r.gate_run_id, r.xmax = 0 as is_new

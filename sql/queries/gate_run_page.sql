-- Runs of gates that were told, latest first, a page at a time.
-- $1 project, $2 run (null: all), $3 service, $4 gate, $5 commit's start, $6 state, $7 from,
-- $8 before (each null: any), $9 time and $10 id of the last row shown (null: from the latest),
-- $11 limit
-- Columns: gate_run_id, gate, key, sha, service, state, started_at, seconds, budget_seconds, reason,
-- url, place
select r.gate_run_id, g.name as gate, r.key, r.sha, s.name as service, r.state, r.started_at,
       r.seconds, g.budget_seconds, r.reason, r.url,
       (extract(epoch from r.started_at) * 1000000)::bigint as place
from escapement.gate_run r
join escapement.gate g
  on g.project_id = $1::int
 and g.gate_id = r.gate_id
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = r.service_id
where r.project_id = $1::int
  and ($2::bigint is null or r.gate_run_id = $2::bigint)
  and ($3::text is null or s.name = $3::text)
  and ($4::text is null or g.name = $4::text)
  and ($5::text is null or starts_with(r.sha, $5::text))
  and ($6::text is null or r.state = $6::text)
  and ($7::timestamptz is null or r.started_at >= $7::timestamptz)
  and ($8::timestamptz is null or r.started_at < $8::timestamptz)
  and ($9::bigint is null
       or (r.started_at, r.gate_run_id)
          < (timestamptz 'epoch' + $9::bigint * interval '1 microsecond', $10::bigint))
order by r.started_at desc, r.gate_run_id desc
limit $11::bigint

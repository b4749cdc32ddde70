-- In which of the later attempts of a job tests passed last.
-- $1 project, $2 reports in the order of the attempts, $3 when they were received, $4 tests,
-- $5 place: only attempts after it
-- test_id, place
select u.test_id, max(unit.place)
from unnest($2::bigint[], $3::timestamptz[]) with ordinality as unit (report_id, received_at, place)
join escapement.report r
  on r.project_id = $1::int
 and r.report_id = unit.report_id
join escapement.test_list l
  on l.project_id = $1::int
 and l.list_id = r.list_id
join escapement.result_block b
  on b.project_id = $1::int
 and b.report_id = r.report_id
 and b.received_at = unit.received_at
cross join lateral escapement.results(l.test_ids, b.outcomes) u
join unnest($4::int[]) as wanted (test_id)
  on wanted.test_id = u.test_id
where unit.place > $5::bigint
  and u.outcome in ('p', 'k')
group by u.test_id
order by u.test_id

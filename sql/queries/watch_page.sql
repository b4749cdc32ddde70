-- Watches, a page at a time: by category and service.
-- $1 project, $2 watch, $3 category, $4 service by name, $5 state (each null: any), $6 after watch_id
-- (null: from the first), $7 limit
-- Columns: watch_id, category, service, team, state, since, finding (JSON), evaluated_at
select w.watch_id, w.category, s.name as service, t.name as team, w.state, w.since,
       w.reasons as finding, w.evaluated_at
from escapement.category_watch w
join escapement.service s
  on s.project_id = $1::int
 and s.service_id = w.service_id
left join escapement.team t
  on t.project_id = $1::int
 and t.team_id = s.team_id
where w.project_id = $1::int
  and ($2::bigint is null or w.watch_id = $2::bigint)
  and ($3::text is null or w.category = $3::text)
  and ($4::text is null or s.name = $4::text)
  and ($5::text is null or w.state = $5::text)
  and ($6::bigint is null or w.watch_id > $6::bigint)
order by w.watch_id
limit $7::bigint

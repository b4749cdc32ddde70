-- The triages of a project, newest first, a page at a time.
-- $1 project, $2 state (null: any), $3 week (null: any), $4 after triage_id (null: from the newest),
-- $5 limit
-- Columns: triage_id, week, state, opened_at, opened_by, closed_at, closed_by, decided, asking
select t.triage_id, t.week, t.state, t.opened_at, t.opened_by, t.closed_at, t.closed_by, r.decided, r.asking
from escapement.triage t
cross join lateral (
    select count(*) filter (where r.asks and d.row_id is not null) as decided,
           count(*) filter (where r.asks) as asking
    from escapement.triage_row r
    left join escapement.triage_decision d
      on d.project_id = $1::int
     and d.row_id = r.row_id
    where r.project_id = $1::int
      and r.triage_id = t.triage_id
) r
where t.project_id = $1::int
  and ($2::text is null or t.state = $2::text)
  and ($3::text is null or t.week = $3::text)
  and ($4::bigint is null or t.triage_id < $4::bigint)
order by t.triage_id desc
limit $5::bigint

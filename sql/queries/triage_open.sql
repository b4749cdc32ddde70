-- Opens the triage of a week: what happened since the last one was opened is news to it. Of two who
-- open the same week, or another while one is open, one waits for the other and gets no row.
-- $1 project, $2 week (null: this one), $3 now, $4 actor
-- triage_id
insert into escapement.triage (project_id, week, state, since, opened_at, opened_by)
select $1::int, coalesce($2::text, to_char($3::timestamptz at time zone 'UTC', 'IYYY-"W"IW')), 'open',
       coalesce(max(t.opened_at), $3::timestamptz - interval '7 days'), $3::timestamptz, $4::text
from escapement.triage t
where t.project_id = $1::int
on conflict do nothing
returning triage_id

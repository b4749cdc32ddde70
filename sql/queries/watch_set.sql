-- Writes what a watch was found to be.
-- $1 project, $2 watch, $3 state, $4 reasons (JSON), $5 now
update escapement.category_watch w
set since = case when w.state = $3::text then w.since else $5::timestamptz end,
    state = $3::text,
    reasons = $4::jsonb,
    evaluated_at = $5::timestamptz
where w.project_id = $1::int
  and w.watch_id = $2::bigint

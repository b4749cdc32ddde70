-- Ends a guard. No row when there is none, or it has ended.
-- $1 project, $2 guard, $3 actor, $4 now, $5 reason
-- guard_id, test_id
update escapement.test_guard g
set ended_by = $3,
    ended_at = $4::timestamptz,
    end_reason = $5
where g.project_id = $1::int
  and g.guard_id = $2::bigint
  and g.ended_at is null
returning g.guard_id, g.test_id

-- What became of a delivery.
-- $1 project, $2 delivery, $3 state, $4 reason, $5 defect, $6 when it happened, $7 now
update escapement.source_event e
set state = $3::text, reason = $4::text, defect_id = $5::bigint, happened_at = $6::timestamptz,
    taken_at = $7::timestamptz
where e.project_id = $1::int
  and e.event_id = $2::bigint

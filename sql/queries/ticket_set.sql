-- Notes how a ticket stands.
-- $1 project, $2 destination, $3 subject kind, $4 subject id, $5 state, $6 its id, $7 its page,
-- $8 event that was told, $9 now
update escapement.ticket t
set state = $5, external_id = $6, url = $7, told = greatest(t.told, $8::bigint),
    changed_at = $9::timestamptz
where t.project_id = $1::int
  and t.destination_id = $2::bigint
  and t.subject_kind = $3
  and t.subject_id = $4::bigint

-- Notes that a ticket is about to be asked for. When an earlier one is lost for good, the new one
-- takes its place.
-- $1 project, $2 destination, $3 subject kind, $4 subject id, $5 event, $6 now
insert into escapement.ticket as t (project_id, destination_id, subject_kind, subject_id, state,
                                    made_by, told, tried_at, changed_at)
values ($1::int, $2::bigint, $3, $4::bigint, 'making', $5::bigint, 0, $6::timestamptz,
        $6::timestamptz)
on conflict (project_id, destination_id, subject_kind, subject_id) do update
set state = 'making', made_by = excluded.made_by, external_id = null, url = null,
    tried_at = case when t.state = 'making' then t.tried_at else excluded.tried_at end,
    changed_at = excluded.changed_at

-- Notes what was decided on a row of a triage, in place of what was decided before.
-- $1 project, $2 row, $3 decision, $4 owner, $5 due on, $6 reason, $7 actor, $8 now
-- document for the audit
insert into escapement.triage_decision as d (project_id, row_id, decision, owner, due_on, reason, decided_by, decided_at)
values ($1::int, $2::bigint, $3, $4, $5::date, $6, $7, $8::timestamptz)
on conflict (project_id, row_id) do update
set decision = excluded.decision,
    owner = excluded.owner,
    due_on = excluded.due_on,
    reason = excluded.reason,
    decided_by = excluded.decided_by,
    decided_at = excluded.decided_at
returning jsonb_build_object('row', d.row_id, 'decision', d.decision, 'owner', d.owner,
                             'due_on', d.due_on, 'reason', d.reason)

-- A fix was named: what comes from now on proves it.
-- $1 project, $2 quarantine, $3 now, $4 commit
-- document for the audit
update escapement.quarantine q
set state = 'proving',
    proving_at = $3::timestamptz,
    fix_commit = $4,
    base_passes = null
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint
returning jsonb_build_object('state', q.state, 'fix_commit', q.fix_commit, 'test', q.test_id)

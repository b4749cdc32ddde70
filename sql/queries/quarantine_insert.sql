-- Opens a period that is in force at once.
-- $1 project, $2 test, $3 reason, $4 now, $5 review date, $6 owner, $7 ticket, $8 whether branches are named,
-- $9 branches (null: all), $10 whether it is forced on a guard, $11 actor
-- quarantine_id, document for the audit
insert into escapement.quarantine as q (project_id, test_id, state, reason, opened_by, opened_at, activated_at, review_at, owner, ticket, branches, forced, evidence)
select $1::int, $2::int, 'active', $3, $11, $4::timestamptz, $4::timestamptz, $5::timestamptz, $6, $7,
       case when $8::boolean then $9::text[] end, $10::boolean,
       array(select e.event_id
             from escapement.flake_event e
             where e.project_id = $1::int
               and e.test_id = $2::int
             order by e.event_id)
returning q.quarantine_id,
          jsonb_build_object('state', q.state, 'reason', q.reason, 'owner', q.owner, 'ticket', q.ticket,
                             'review_at', q.review_at, 'test', q.test_id,
                             'branches', q.branches, 'forced', q.forced)

-- Takes out of a triage what was dismissed when it was last decided on, and of which nothing was
-- heard since: no flaky event, no alarm, no failure with the signature.
-- $1 project, $2 triage
delete from escapement.triage_row r
using (
    select distinct on (o.subject_kind, o.subject_id) o.subject_kind, o.subject_id, d.decision, d.decided_at
    from escapement.triage_decision d
    join escapement.triage_row o
      on o.project_id = $1::int
     and o.row_id = d.row_id
    where d.project_id = $1::int
    order by o.subject_kind, o.subject_id, d.decided_at desc
) said
where r.project_id = $1::int
  and r.triage_id = $2::bigint
  and r.asks
  and r.subject_kind = said.subject_kind
  and r.subject_id = said.subject_id
  and said.decision = 'dismiss'
  and not exists (
        select
        from escapement.flake_event e
        where e.project_id = $1::int
          and r.subject_kind = 'test'
          and e.test_id = r.subject_id
          and e.happened_at > said.decided_at)
  and not exists (
        select
        from escapement.outbox o
        where o.project_id = $1::int
          and o.subject_kind = r.subject_kind
          and o.subject_id = r.subject_id
          and o.event like 'alarm.%'
          and o.added_at > said.decided_at)
  and not exists (
        select
        from escapement.failure f
        where f.project_id = $1::int
          and r.subject_kind = 'signature'
          and f.signature_id = r.subject_id
          and f.received_at > said.decided_at)

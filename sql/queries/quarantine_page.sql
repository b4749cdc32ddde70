-- Quarantine periods, newest first, a page at a time.
-- $1 project_id, $2 state: open, proposed, active (proving too), proving, expired, closed or all,
-- $3 quarantine_id (null: all of them), $4 test_id (null: of all tests), $5 after quarantine_id
-- (null: from the newest), $6 limit, $7 now, $8 owner (null: any; none: of those without), $9 part
-- of the name, class or suite of the test (null: any)
-- Columns: quarantine_id, the test (test_id, suite, classname, name, variant, occurrence), state,
-- reason, opened_by, opened_at, activated_at, review_at, expired, owner (its own, or else of the
-- test), ticket, signatures (JSON), evidence (JSON), closed_at, closed_by, close_reason,
-- branches (JSON), returns, held_by, held_why, proving_at, fix_commit, broken_at, decision, gap
select
    q.quarantine_id, t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence,
    q.state, q.reason, q.opened_by, q.opened_at, q.activated_at, q.review_at,
    q.state in ('active', 'proving') and q.review_at <= $7::timestamptz as expired,
    coalesce(q.owner, t.owner) as owner, q.ticket,
    (
        select coalesce(
            json_agg(json_build_object('id', g.signature_id, 'text', g.text)
                     order by g.signature_id), '[]')
        from escapement.quarantine_signature s
        join escapement.signature g
            on g.project_id = $1::int
            and g.signature_id = s.signature_id
        where s.project_id = $1::int
          and s.quarantine_id = q.quarantine_id
    ) as signatures,
    to_json(q.evidence) as evidence,
    q.closed_at, q.closed_by, q.close_reason, to_json(q.branches) as branches, q.returns, q.held_by,
    q.held_why, q.proving_at, q.fix_commit, q.broken_at, q.decision, q.gap
from escapement.quarantine q
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = q.test_id
where q.project_id = $1::int
  and case $2::text
          when 'all' then true
          when 'open' then q.state <> 'closed'
          when 'active' then q.state in ('active', 'proving')
          when 'expired' then q.state in ('active', 'proving') and q.review_at <= $7::timestamptz
          else q.state = $2::text
      end
  and ($3::bigint is null or q.quarantine_id = $3::bigint)
  and ($4::int is null or q.test_id = $4::int)
  and ($8::text is null
       or ($8::text = 'none' and coalesce(q.owner, t.owner) is null)
       or strpos(concat(' ', coalesce(q.owner, t.owner), ' '), concat(' ', $8::text, ' ')) > 0)
  and ($9::text is null
       or strpos(lower(concat_ws(E'\n', t.suite, t.classname, t.name)), lower($9::text)) > 0)
  and ($5::bigint is null or q.quarantine_id < $5::bigint)
order by q.quarantine_id desc
limit $6::bigint;

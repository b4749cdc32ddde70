-- The flaky events of a test, newest first, each with the attempts of its failing run.
-- $1 project_id, $2 test_id, $3 limit
-- Columns: event_id, kind, report_id, passed_report_id, sha, build_id, job, happened_at,
-- attempts (JSON: an attempt that is not in the ledger passed; message is null once expired), build_key
select
    e.event_id, e.kind, e.report_id, e.passed_report_id, c.sha, e.build_id, r.job,
    e.happened_at,
    (
        select coalesce(json_agg(json_build_object(
            'attempt', n.attempt,
            'outcome', case f.outcome when 'f' then 'failed' when 'e' then 'error'
                else 'passed' end,
            'seconds', nullif(f.seconds, 'NaN'),
            'message', w.message,
            'signature', g.text
        ) order by n.attempt), '[]')
        from (
            select generate_series(1, max(all_of.attempts)) as attempt
            from escapement.failure all_of
            where all_of.project_id = $1::int
              and all_of.received_at = e.happened_at
              and all_of.report_id = e.report_id
              and all_of.test_id = $2::int
        ) n
        left join escapement.failure f
            on f.project_id = $1::int
            and f.received_at = e.happened_at
            and f.report_id = e.report_id
            and f.test_id = $2::int
            and f.attempt = n.attempt
        left join escapement.failure_text w
            on w.project_id = $1::int
            and w.received_at = e.happened_at
            and w.report_id = e.report_id
            and w.test_id = $2::int
            and w.attempt = n.attempt
        left join escapement.signature g
            on g.project_id = $1::int
            and g.signature_id = f.signature_id
    ) as attempts,
    b.key as build_key
from escapement.flake_event e
join escapement.commit c
    on c.project_id = $1::int
    and c.commit_id = e.commit_id
join escapement.report r
    on r.project_id = $1::int
    and r.report_id = e.report_id
join escapement.build b
    on b.project_id = $1::int
    and b.build_id = e.build_id
where e.project_id = $1::int
  and e.test_id = $2::int
order by e.event_id desc
limit $3::bigint;

-- Uploads, stored and refused, newest first, a page at a time.
-- $1 project_id, $2 kind: s stored, r refused (null: both), $3 id within its kind (null: all),
-- $4 damaged (null: any), $5 job, $6 branch, $7 since, $8 until (each null: any), $9 only those
-- with warnings, $10, $11, $12 after: received_at in microseconds, kind and id (null: from the
-- newest), $13 limit
-- Columns: kind, id, received_at, bytes, job, branch, sha, report_id, build_id, build_key, shard,
-- variant, attempt, verdict, tests, passed, failed, errors, skipped, flaky, files, seconds,
-- damaged, causes (JSON), missing (JSON), left_out_files, warnings (JSON: the first of each code
-- and how many), actor, problem, detail, file, line, parameters (JSON), unnoted, number
-- (received_at in microseconds)
-- Each kind is read from its own index, newest first, until the page is full.
with place as (
    select timestamptz 'epoch' + $10::bigint * interval '1 microsecond' as received_at
), stored as materialized (
    select
        r.report_id, r.received_at, r.bytes, r.job, b.branch, c.sha, b.build_id,
        b.key as build_key, r.shard, r.variant, r.attempt, r.verdict, r.tests, r.passed, r.failed,
        r.errors, r.skipped, r.flaky, r.files, r.seconds, r.damaged, r.causes, r.missing,
        r.left_out_files, r.warnings
    from escapement.report r
    join escapement.build b
        on b.project_id = $1::int
        and b.build_id = r.build_id
    join escapement.commit c
        on c.project_id = $1::int
        and c.commit_id = r.commit_id
    where r.project_id = $1::int
      and coalesce($2::text, 's') = 's'
      and ($3::bigint is null or r.report_id = $3::bigint)
      and ($4::boolean is null or r.damaged = $4::boolean)
      and ($5::text is null or r.job = $5::text)
      and ($6::text is null or b.branch = $6::text)
      and ($7::timestamptz is null or r.received_at >= $7::timestamptz)
      and ($8::timestamptz is null or r.received_at < $8::timestamptz)
      and (not $9::boolean or r.warnings <> '[]')
      and (
          $10::bigint is null
          or (r.received_at <= (select place.received_at from place)
              and (r.received_at, 's', r.report_id)
                  < ((select place.received_at from place), $11::text, $12::bigint))
      )
    order by r.received_at desc, r.report_id desc
    limit $13::bigint
), refused as materialized (
    select
        u.refusal_id, u.received_at, u.bytes, said.job, said.branch, said.sha, u.actor, u.problem,
        u.detail, u.file, u.line, u.parameters, u.unnoted
    from escapement.upload_refusal u
    cross join lateral (
        select
            min(g.value) filter (where g.name = 'job') as job,
            min(g.value) filter (where g.name = 'branch') as branch,
            min(g.value) filter (where g.name = 'commit') as sha
        from jsonb_to_recordset(u.parameters -> 'given') as g (name text, value text)
    ) said
    where u.project_id = $1::int
      and coalesce($2::text, 'r') = 'r'
      and ($3::bigint is null or u.refusal_id = $3::bigint)
      and $4::boolean is null
      and ($5::text is null or said.job = $5::text)
      and ($6::text is null or said.branch = $6::text)
      and ($7::timestamptz is null or u.received_at >= $7::timestamptz)
      and ($8::timestamptz is null or u.received_at < $8::timestamptz)
      and not $9::boolean
      and (
          $10::bigint is null
          or (u.received_at <= (select place.received_at from place)
              and (u.received_at, 'r', u.refusal_id)
                  < ((select place.received_at from place), $11::text, $12::bigint))
      )
    order by u.received_at desc, u.refusal_id desc
    limit $13::bigint
), page as (
    select 's' as kind, s.report_id as id, s.received_at
    from stored s
    union all
    select 'r', u.refusal_id, u.received_at
    from refused u
    order by received_at desc, kind desc, id desc
    limit $13::bigint
)
select
    page.kind, page.id, page.received_at, coalesce(s.bytes, u.bytes) as bytes,
    coalesce(s.job, u.job) as job, coalesce(s.branch, u.branch) as branch,
    coalesce(s.sha, u.sha) as sha,
    s.report_id, s.build_id, s.build_key, s.shard, s.variant, s.attempt, s.verdict, s.tests,
    s.passed, s.failed, s.errors, s.skipped, s.flaky, s.files, s.seconds, s.damaged,
    to_json(s.causes) as causes, s.missing, s.left_out_files,
    (
        select coalesce(jsonb_agg(of_code.first || jsonb_build_object('count', of_code.number)
                                  order by of_code.place), '[]')
        from (
            select
                (array_agg(w.it order by w.place))[1] as first,
                count(*) as number,
                min(w.place) as place
            from jsonb_array_elements(s.warnings) with ordinality as w (it, place)
            group by w.it ->> 'code'
        ) of_code
    ) as warnings,
    u.actor, u.problem, u.detail, u.file, u.line, u.parameters, u.unnoted,
    (extract(epoch from page.received_at) * 1000000)::bigint as number
from page
left join stored s
    on page.kind = 's'
    and s.report_id = page.id
left join refused u
    on page.kind = 'r'
    and u.refusal_id = page.id
order by page.received_at desc, page.kind desc, page.id desc;

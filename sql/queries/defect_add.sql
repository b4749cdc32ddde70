-- Writes down bugs. Those whose source and key stand already are left alone. Where nothing better tells
-- which commit brought one and which took it to production, the last deployment does, as in
-- defect_attribute.
-- $1 project_id, $2 now, $3 the bugs: a JSON array of objects, named as the columns; service,
-- population and gate by their names, which have to exist; $4 actor, $5 action, $6 reason for the
-- record of changes (no action: the caller notes it)
-- Columns: defect_id, category, service_id
with added as (
    insert into escapement.defect (
        project_id, source, source_key, title, summary, url, state, category, trigger, stage,
        origin_stage, known_at_release, severity, service_id, population_id, gate_id, test_id,
        should_have_layer, introduced_at, released_at, began_at, detected_at, fixed_at, closed_at,
        introduced_sha, introduced_sure, released_sha, released_sure, fix_sha, users_hit, users_share,
        money, currency, impact_seconds, layer_settled, introduced_how, released_how, duplicate_of,
        event_at, added_at, changed_at)
    select
        $1::int, r.source, r.source_key, r.title, coalesce(r.summary, ''), r.url, r.state, r.category,
        r.trigger, r.stage, r.origin_stage, r.known_at_release, r.severity, s.service_id,
        p.population_id, g.gate_id, r.test, r.should_have_layer, r.introduced_at, r.released_at,
        r.began_at, r.detected_at, r.fixed_at, r.closed_at, coalesce(r.introduced_sha, l.sha),
        case when r.introduced_sha is null then l.guess else r.introduced_sure end,
        coalesce(r.released_sha, l.sha),
        case when r.released_sha is null then l.likely else r.released_sure end, r.fix_sha, r.users_hit,
        r.users_share, r.money, r.currency, r.impact_seconds, r.layer_settled,
        coalesce(r.introduced_how, l.how), coalesce(r.released_how, l.how), r.duplicate_of, r.event_at,
        $2::timestamptz, $2::timestamptz
    from jsonb_to_recordset($3::jsonb) as r (
        source text, source_key text, title text, summary text, url text, state text, category text,
        trigger text, stage text, origin_stage text, known_at_release boolean, severity int,
        service text, population text, gate text, test int, should_have_layer text,
        introduced_at timestamptz, released_at timestamptz, began_at timestamptz,
        detected_at timestamptz, fixed_at timestamptz, closed_at timestamptz, introduced_sha text,
        introduced_sure text, released_sha text, released_sure text, fix_sha text, users_hit bigint,
        users_share numeric, money numeric, currency text, impact_seconds bigint, layer_settled boolean,
        introduced_how text, released_how text, duplicate_of bigint, event_at timestamptz)
    left join escapement.service s
        on s.project_id = $1::int
        and s.name = r.service
    left join escapement.population p
        on p.project_id = $1::int
        and p.name = r.population
    left join escapement.gate g
        on g.project_id = $1::int
        and g.name = r.gate
    left join lateral (
        select q.sha, 'last_deployment' as how, 'guess' as guess, 'likely' as likely
        from escapement.deployment q
        where q.project_id = $1::int
          and q.service_id = s.service_id
          and q.environment = 'production'
          and q.sha is not null
          and q.deployed_at <= least(r.began_at, r.detected_at)
        order by q.deployed_at desc, q.deployment_id desc
        limit 1
    ) l on escapement.defect_escaped(r.stage, false, 'open')
    on conflict (project_id, source, source_key) do nothing
    returning defect_id, source, source_key, title, category, service_id
), noted as (
    insert into escapement.audit (project_id, at, actor, action, subject, reason, after)
    select $1::int, $2::timestamptz, $4::text, $5::text, 'defect:' || a.defect_id, $6::text,
           jsonb_build_object('source', a.source, 'key', a.source_key, 'title', a.title)
    from added a
    where $5::text is not null
)
select a.defect_id, a.category, a.service_id
from added a

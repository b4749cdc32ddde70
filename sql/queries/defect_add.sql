-- Writes down bugs. Those whose source and key stand already are left alone.
-- $1 project_id, $2 now, $3 the bugs: a JSON array of objects, named as the columns; service,
-- population and gate by their names, which have to exist
-- Columns: defect_id, source_key
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
    r.began_at, r.detected_at, r.fixed_at, r.closed_at, r.introduced_sha, r.introduced_sure,
    r.released_sha, r.released_sure, r.fix_sha, r.users_hit, r.users_share, r.money, r.currency,
    r.impact_seconds, r.layer_settled, r.introduced_how, r.released_how, r.duplicate_of, r.event_at,
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
on conflict (project_id, source, source_key) do nothing
returning defect_id, source_key

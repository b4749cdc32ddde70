-- Changes a bug: all that can be changed of it.
-- $1 project_id, $2 defect_id, $3 now, $4 the bug: a JSON object, as defect_add takes it
update escapement.defect d
set
    title = r.title,
    summary = coalesce(r.summary, ''),
    url = r.url,
    state = r.state,
    category = r.category,
    trigger = r.trigger,
    stage = r.stage,
    origin_stage = r.origin_stage,
    known_at_release = r.known_at_release,
    severity = r.severity,
    service_id = s.service_id,
    population_id = p.population_id,
    gate_id = g.gate_id,
    test_id = r.test,
    should_have_layer = r.should_have_layer,
    introduced_at = r.introduced_at,
    released_at = r.released_at,
    began_at = r.began_at,
    detected_at = r.detected_at,
    fixed_at = r.fixed_at,
    closed_at = r.closed_at,
    introduced_sha = r.introduced_sha,
    introduced_sure = r.introduced_sure,
    released_sha = r.released_sha,
    released_sure = r.released_sure,
    fix_sha = r.fix_sha,
    users_hit = r.users_hit,
    users_share = r.users_share,
    money = r.money,
    currency = r.currency,
    impact_seconds = r.impact_seconds,
    layer_settled = r.layer_settled,
    introduced_how = r.introduced_how,
    released_how = r.released_how,
    duplicate_of = r.duplicate_of,
    event_at = r.event_at,
    changed_at = $3::timestamptz
from jsonb_to_record($4::jsonb) as r (
    title text, summary text, url text, state text, category text, trigger text, stage text,
    origin_stage text, known_at_release boolean, severity int, service text, population text,
    gate text, test int, should_have_layer text, introduced_at timestamptz, released_at timestamptz,
    began_at timestamptz, detected_at timestamptz, fixed_at timestamptz, closed_at timestamptz,
    introduced_sha text, introduced_sure text, released_sha text, released_sure text, fix_sha text,
    users_hit bigint, users_share numeric, money numeric, currency text, impact_seconds bigint,
    layer_settled boolean, introduced_how text, released_how text, duplicate_of bigint,
    event_at timestamptz)
left join escapement.service s
    on s.project_id = $1::int
    and s.name = r.service
left join escapement.population p
    on p.project_id = $1::int
    and p.name = r.population
left join escapement.gate g
    on g.project_id = $1::int
    and g.name = r.gate
where d.project_id = $1::int
  and d.defect_id = $2::bigint

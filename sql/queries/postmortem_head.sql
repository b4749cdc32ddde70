-- An escape as its post-mortem tells it; times in UTC, to the minute. No row: there is no such escape.
-- $1 project, $2 defect
-- Columns: title, summary, url, state, severity, category, category_definition, trigger,
-- trigger_definition, stage, service, team, contact, population, should_have_layer, layer_settled,
-- introduced_at, released_at, began_at, detected_at, fixed_at, closed_at, hidden_seconds (from release
-- to finding), hurt_seconds (from finding to the end), introduced_sha, introduced_how,
-- introduced_sure, released_sha, released_how, released_sure, fix_sha, users_hit, users_percent,
-- money, currency, impact_seconds, source, source_key
select d.title, nullif(d.summary, '') as summary, d.url, d.state, d.severity, d.category,
       y.definition as category_definition, d.trigger, w.definition as trigger_definition, d.stage,
       s.name as service, t.name as team, t.contact, p.name as population, d.should_have_layer,
       d.layer_settled,
       to_char(d.introduced_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as introduced_at,
       to_char(d.released_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as released_at,
       to_char(d.began_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as began_at,
       to_char(d.detected_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as detected_at,
       to_char(d.fixed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as fixed_at,
       to_char(d.closed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as closed_at,
       extract(epoch from d.detected_at - d.released_at)::double precision as hidden_seconds,
       extract(epoch from d.fixed_at - d.detected_at)::double precision as hurt_seconds,
       d.introduced_sha, d.introduced_how, d.introduced_sure, d.released_sha, d.released_how,
       d.released_sure, d.fix_sha, d.users_hit, trim_scale(d.users_share * 100) as users_percent,
       d.money, d.currency, d.impact_seconds, d.source, d.source_key
from escapement.defect d
left join escapement.bug_category y on y.value = d.category
left join escapement.bug_trigger w on w.value = d.trigger
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = d.service_id
left join escapement.team t
  on t.project_id = $1::int
 and t.team_id = s.team_id
left join escapement.population p
  on p.project_id = $1::int
 and p.population_id = d.population_id
where d.project_id = $1::int
  and d.defect_id = $2::bigint
  and escapement.defect_escaped(d.stage, d.known_at_release, d.state)

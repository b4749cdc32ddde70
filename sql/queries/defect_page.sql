-- Bugs, last found first.
-- $1 project_id, $2 defect_id (null: all), $3 kind: escape, catch or known, $4 category
-- (unclassified: those without), $5 trigger, $6 stage, $7 layer that should have found it, $8 state,
-- $9 source, $10 service, $11 team (both by name), $12 found from, $13 found before, $14 words of title
-- or summary, $15 the bug that it is a duplicate of (each null: any), $16 after: detected_at in
-- microseconds, $17 defect_id (null: from the latest), $18 limit
-- Columns: what can be changed of it, in the order of enum defect_field, and what follows from it
select
    d.title, d.summary, d.url, d.state, d.category, d.trigger, d.stage, d.origin_stage,
    d.known_at_release, d.severity, s.name, p.name, g.name, d.test_id, d.should_have_layer,
    d.introduced_at, d.released_at, d.began_at, d.detected_at, d.fixed_at, d.closed_at,
    d.introduced_sha, d.introduced_sure, d.released_sha, d.released_sure, d.fix_sha, d.users_hit,
    d.users_share, d.money, d.currency, d.impact_seconds,
    d.layer_settled, d.introduced_how, d.released_how, d.duplicate_of, d.event_at,
    d.defect_id, escapement.defect_kind(d.stage, d.known_at_release, d.state) as kind,
    d.source, d.source_key, d.service_id, t.name as team, d.added_at, d.changed_at,
    (extract(epoch from d.detected_at) * 1000000)::bigint as place
from escapement.defect d
left join escapement.service s
    on s.project_id = $1::int
    and s.service_id = d.service_id
left join escapement.team t
    on t.project_id = $1::int
    and t.team_id = s.team_id
left join escapement.population p
    on p.project_id = $1::int
    and p.population_id = d.population_id
left join escapement.gate g
    on g.project_id = $1::int
    and g.gate_id = d.gate_id
where d.project_id = $1::int
  and ($2::bigint is null or d.defect_id = $2::bigint)
  and ($3::text is null or escapement.defect_kind(d.stage, d.known_at_release, d.state) = $3::text)
  and ($4::text is null or coalesce(d.category, 'unclassified') = $4::text)
  and ($5::text is null or d.trigger = $5::text)
  and ($6::text is null or d.stage = $6::text)
  and ($7::text is null or d.should_have_layer = $7::text)
  and ($8::text is null or d.state = $8::text)
  and ($9::text is null or d.source = $9::text)
  and ($10::text is null or s.name = $10::text)
  and ($11::text is null or t.name = $11::text)
  and d.detected_at >= coalesce($12::timestamptz, '-infinity')
  and d.detected_at < coalesce($13::timestamptz, 'infinity')
  and (
      $14::text is null
      or d.title || ' ' || d.summary
          ilike '%' || replace(replace(replace($14::text, '\', '\\'), '%', '\%'), '_', '\_') || '%'
  )
  and ($15::bigint is null or d.duplicate_of = $15::bigint)
  and (
      $16::bigint is null
      or (d.detected_at, d.defect_id)
          < (timestamptz 'epoch' + $16::bigint * interval '1 microsecond', $17::bigint)
  )
order by d.detected_at desc, d.defect_id desc
limit $18::bigint

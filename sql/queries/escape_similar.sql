-- Escapes like one: by their words, their category and their service.
-- $1 project, $2 defect, $3 limit
-- Columns: defect_id, title, category, service, detected_at, state, words (likeness of the words, 0 to
-- 1), same_category, same_service
select o.defect_id, o.title, o.category, s.name as service, o.detected_at, o.state,
       escapement.similarity(d.title || ' ' || d.summary, o.title || ' ' || o.summary) as words,
       coalesce(o.category = d.category, false) as same_category,
       coalesce(o.service_id = d.service_id, false) as same_service
from escapement.defect d
join escapement.defect o
  on o.project_id = $1::int
 and o.defect_id <> d.defect_id
 and ((o.title || ' ' || o.summary) operator(escapement.%) (d.title || ' ' || d.summary)
      or (o.category = d.category and o.service_id = d.service_id))
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = o.service_id
where d.project_id = $1::int
  and d.defect_id = $2::bigint
  and escapement.defect_escaped(o.stage, o.known_at_release, o.state)
order by escapement.similarity(d.title || ' ' || d.summary, o.title || ' ' || o.summary)
         + case when o.category = d.category then 0.3 else 0 end
         + case when o.service_id = d.service_id then 0.2 else 0 end desc,
         o.detected_at desc, o.defect_id
limit $3::bigint

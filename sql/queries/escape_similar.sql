-- Escapes like one: by how their words begin, their category and their service. Of many that are like it
-- by their words the latest 500 are looked at.
-- $1 project, $2 defect, $3 limit
-- Columns: defect_id, title, category, service, detected_at, state, words (likeness of the words, 0 to
-- 1), same_category, same_service
with this as materialized (
    select d.defect_id, left(d.title || ' ' || d.summary, 300) as words, d.category, d.service_id
    from escapement.defect d
    where d.project_id = $1::int
      and d.defect_id = $2::bigint
), near as materialized (
    select o.defect_id, o.title, left(o.title || ' ' || o.summary, 300) as words, o.category,
           o.service_id, o.detected_at, o.state
    from this
    join escapement.defect o
      on o.project_id = $1::int
     and o.defect_id <> this.defect_id
     and (left(o.title || ' ' || o.summary, 300) operator(escapement.%) this.words
          or (o.category = this.category and o.service_id = this.service_id))
    where escapement.defect_escaped(o.stage, o.known_at_release, o.state)
    order by o.detected_at desc
    limit 500
), likened as (
    select near.defect_id, near.title, near.category, near.service_id, near.detected_at, near.state,
           escapement.similarity(this.words, near.words) as words,
           coalesce(near.category = this.category, false) as same_category,
           coalesce(near.service_id = this.service_id, false) as same_service
    from near
    cross join this
)
select l.defect_id, l.title, l.category, s.name as service, l.detected_at, l.state, l.words,
       l.same_category, l.same_service
from likened l
left join escapement.service s
  on s.project_id = $1::int
 and s.service_id = l.service_id
order by l.words + 0.3 * l.same_category::int + 0.2 * l.same_service::int desc, l.detected_at desc,
         l.defect_id
limit $3::bigint

-- The watch on the category and service of an escape, as last looked at.
-- $1 project, $2 defect
-- Columns: state, since, evaluated, reasons (JSON)
select w.state, to_char(w.since at time zone 'UTC', 'YYYY-MM-DD') as since,
       to_char(w.evaluated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as evaluated, w.reasons
from escapement.defect d
join escapement.category_watch w
  on w.project_id = $1::int
 and w.category = d.category
 and w.service_id = d.service_id
where d.project_id = $1::int
  and d.defect_id = $2::bigint

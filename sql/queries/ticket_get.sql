-- The ticket of a subject at a destination.
-- $1 project, $2 destination, $3 subject kind, $4 subject id
-- Columns: state, external_id, url, made_by, told, tried_at in microseconds
select t.state, t.external_id, t.url, t.made_by, t.told,
    (extract(epoch from t.tried_at) * 1000000)::bigint as tried_us
from escapement.ticket t
where t.project_id = $1::int
  and t.destination_id = $2::bigint
  and t.subject_kind = $3
  and t.subject_id = $4::bigint

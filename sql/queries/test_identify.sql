-- The ids of tests by identity, in the order asked for; 0 for one that is not known.
-- $1 project, $2 identities
-- test_ids
select coalesce(array_agg(coalesce(t.test_id, 0) order by u.position), '{}')
from unnest($2::uuid[]) with ordinality as u (identity, position)
left join escapement.test t
  on t.project_id = $1::int
 and t.identity = u.identity

-- Tests of a name, for a person who has no id; at most two: one is it, two are not clear.
-- $1 project_id, $2 classname, $3 name, $4 suite (null: any), $5 variant (null: any)
-- Columns: test_id
select t.test_id
from escapement.test t
where t.project_id = $1::int
  and t.classname = $2::text
  and t.name = $3::text
  and ($4::text is null or t.suite = $4::text)
  and ($5::text is null or t.variant = $5::text)
order by t.test_id
limit 2;

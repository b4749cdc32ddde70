-- Tests that a person's words may mean: the name, alone or behind its class or suite, and with or
-- without what it ran on.
-- $1 project, $2 words
-- test_id, plain name
select t.test_id,
       concat(nullif(t.classname, '') || ' › ', t.name, ' [' || nullif(t.variant, '') || ']',
              case when t.occurrence > 1 then ' #' || t.occurrence end)
from escapement.test t
cross join lateral (values (''), (' [' || t.variant || ']')) as on_what (words)
where t.project_id = $1::int
  and $2::text in (t.name || on_what.words,
                   t.classname || '.' || t.name || on_what.words,
                   t.classname || '::' || t.name || on_what.words,
                   t.classname || ' › ' || t.name || on_what.words,
                   t.suite || ' › ' || t.name || on_what.words)
group by t.project_id, t.test_id
order by t.test_id
limit 10

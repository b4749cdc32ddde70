-- Names that may be those of people: owners of tests and of work, and tokens but those that only
-- upload. They have three letters, and no team, service, gate or population is called so.
-- $1 project, $2 defect (nothing is sought while nobody wrote into its post-mortem)
-- Columns: name, in small letters; at most 500, of owners of the first 50000 tests that have any
with owner as (
    select tested.owner as told
    from (
        select t.owner
        from escapement.test t
        where t.project_id = $1::int
          and t.owner is not null
        limit 50000) tested
    union
    select q.owner
    from escapement.quarantine q
    where q.project_id = $1::int
    union
    select a.owner
    from escapement.action_item a
    where a.project_id = $1::int
    union
    select d.owner
    from escapement.triage_decision d
    where d.project_id = $1::int
    union
    select c.owner
    from escapement.cluster c
    where c.project_id = $1::int
), named as (
    select lower(owner.told) as name
    from owner
    union
    select lower(split_part(ltrim(word, '@'), '@', 1))
    from owner
    cross join regexp_split_to_table(owner.told, '\s+') as word
    where strpos(word, '@') > 0
      and strpos(word, '/') = 0
    union
    select lower(t.name)
    from escapement.token t
    where coalesce(t.project_id = $1::int, true)
      and t.scope <> 'upload'
), thing as (
    select t.name
    from escapement.team t
    where t.project_id = $1::int
    union all
    select s.name
    from escapement.service s
    where s.project_id = $1::int
    union all
    select g.name
    from escapement.gate g
    where g.project_id = $1::int
    union all
    select p.name
    from escapement.population p
    where p.project_id = $1::int
)
select named.name
from named
where length(regexp_replace(named.name, '[^[:alpha:]]', '', 'g')) >= 3
  and octet_length(named.name) <= 100
  and strpos(named.name, '@') = 0
  and not exists (
      select
      from thing
      where lower(thing.name) = named.name)
  and exists (
      select
      from escapement.postmortem_field f
      where f.project_id = $1::int
        and f.defect_id = $2::bigint)
order by named.name
limit 500

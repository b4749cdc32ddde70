-- Which tests a page of the list shows, and in which order; test_rows has what it shows of them.
-- $1 project_id, $2 health (null: any), $3 quarantine: proposed, active (proving too), any or none
-- (null: not asked), $4 flagged: only those with a flaky event or an open quarantine, $5 part of
-- the name, class or suite (null: any), $6, $7 after: number and test_id of the last row (null: from
-- the start), $8 limit, $9 owner, whole or one of several; none: of those without (null: any),
-- $10 layer, $11 population (null: any), $12 sort: last_event, events, builds_affected or name,
-- $13 after: word of the last row
-- Columns: test_id, number and word (the place in the order)
-- What is flagged is found from its own small tables, not by looking at every test.
with candidate as (
    select flagged.test_id
    from (
        select s.test_id
        from escapement.test_state s
        where s.project_id = $1::int
          and s.events > 0
        union
        select q.test_id
        from escapement.quarantine q
        where q.project_id = $1::int
          and q.state <> 'closed'
    ) flagged
    where $4::boolean
    union all
    select t.test_id
    from escapement.test t
    where t.project_id = $1::int
      and not $4::boolean
), placed as (
    select
        t.test_id,
        case
            when s.test_id is null or $12::text = 'name' then 0
            when $12::text = 'events' then s.events
            when $12::text = 'last_event'
                then coalesce((extract(epoch from s.last_event_at) * 1000000)::bigint, 0)
            else (
                select count(distinct r.build_id)
                from escapement.failure f
                join escapement.report r
                    on r.project_id = $1::int
                    and r.report_id = f.report_id
                where f.project_id = $1::int
                  and f.test_id = t.test_id
            )
        end as number,
        case when $12::text = 'name' then t.name else '' end collate "C" as word
    from candidate c
    join escapement.test t
        on t.project_id = $1::int
        and t.test_id = c.test_id
    left join escapement.test_state s
        on s.project_id = $1::int
        and s.test_id = c.test_id
    left join escapement.quarantine q
        on q.project_id = $1::int
        and q.test_id = c.test_id
        and q.state <> 'closed'
    where ($2::text is null or coalesce(s.health, 'healthy') = $2::text)
      and (
          $9::text is null
          or ($9::text = 'none' and t.owner is null)
          or strpos(concat(' ', t.owner, ' '), concat(' ', $9::text, ' ')) > 0
      )
      and ($10::text is null or t.layer = $10::text)
      and ($11::text is null or t.population = $11::text)
      and (
          $3::text is null
          or ($3::text = 'none' and q.quarantine_id is null)
          or ($3::text = 'any' and q.quarantine_id is not null)
          or ($3::text = 'proposed' and q.state = 'proposed')
          or ($3::text = 'active' and q.state in ('active', 'proving'))
      )
      and (
          $5::text is null
          or strpos(lower(concat_ws(E'\n', t.suite, t.classname, t.name)), lower($5::text)) > 0
      )
)
select p.test_id, p.number, p.word
from placed p
where $7::bigint is null
   or p.number < $6::bigint
   or (p.number = $6::bigint and (p.word, p.test_id) > ($13::text collate "C", $7::bigint))
order by p.number desc, p.word, p.test_id
limit $8::bigint;

-- Tests with their standing, a page at a time.
-- $1 project_id, $2 health (null: any), $3 quarantine: proposed, active (proving too), any or none
-- (null: not asked), $4 flagged: only those with a flaky event or an open quarantine, $5 part of
-- the name, class or suite (null: any), $6 sort: last_event, events, builds_affected or name,
-- $7, $8, $9 after: number, word and test_id of the last row (null: from the start), $10 limit,
-- $11 now, $12 owner, whole or one of several; none: of those without (null: any), $13 layer,
-- $14 population (null: any)
-- Columns: the test (test_id, suite, classname, name, variant, occurrence), file, line, owner,
-- layer, population, health, first_seen, failing_runs, events, builds_affected, last_failure_at,
-- last_event_at, the open quarantine (quarantine_id, state, reason, opened_by, opened_at,
-- review_at, expired, owner, ticket; null: none), number and word (the place in the order)
-- What is flagged is found from its own small tables, not by looking at every test; the failures
-- are looked at for the rows of the page only, unless they make the order.
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
            when s.test_id is null or $6::text = 'name' then 0
            when $6::text = 'events' then s.events
            when $6::text = 'last_event'
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
        case when $6::text = 'name' then t.name else '' end collate "C" as word
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
          $12::text is null
          or ($12::text = 'none' and t.owner is null)
          or strpos(concat(' ', t.owner, ' '), concat(' ', $12::text, ' ')) > 0
      )
      and ($13::text is null or t.layer = $13::text)
      and ($14::text is null or t.population = $14::text)
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
), page as (
    select p.test_id, p.number, p.word
    from placed p
    where $9::bigint is null
       or p.number < $7::bigint
       or (p.number = $7::bigint and (p.word, p.test_id) > ($8::text collate "C", $9::bigint))
    order by p.number desc, p.word, p.test_id
    limit $10::bigint
)
select
    t.test_id, t.suite, t.classname, t.name, t.variant, t.occurrence, t.file, t.line,
    t.owner, t.layer, t.population,
    coalesce(s.health, 'healthy') as health,
    t.first_seen,
    coalesce(s.failing_runs, 0) as failing_runs,
    coalesce(s.events, 0) as events,
    (
        select count(distinct r.build_id)
        from escapement.failure f
        join escapement.report r
            on r.project_id = $1::int
            and r.report_id = f.report_id
        where f.project_id = $1::int
          and f.test_id = page.test_id
    ) as builds_affected,
    s.last_failure_at, s.last_event_at,
    q.quarantine_id, q.state, q.reason, q.opened_by, q.opened_at, q.review_at,
    q.state <> 'proposed' and q.review_at <= $11::timestamptz as expired,
    q.owner as quarantine_owner, q.ticket,
    page.number, page.word
from page
join escapement.test t
    on t.project_id = $1::int
    and t.test_id = page.test_id
left join escapement.test_state s
    on s.project_id = $1::int
    and s.test_id = page.test_id
left join escapement.quarantine q
    on q.project_id = $1::int
    and q.test_id = page.test_id
    and q.state <> 'closed'
order by page.number desc, page.word, page.test_id;

-- Which tests a page of the list shows that is ordered by what they cost, the greatest first; then,
-- by test_id, those that cost nothing in the window. What cost is read in the order of the index, so
-- that a page costs the same however many tests there are and however long the window is; the rest
-- is only looked at where that does not fill the page.
-- $1 to $11 as test_page, $12 days of the window
-- Columns: test_id, number (0: nothing was reckoned; else seconds lost, and one) and word (empty)
with costly as materialized (
    select i.test_id, i.lost_seconds
    from escapement.test_impact i
    cross join lateral (
        select t.owner, t.layer, t.population, t.suite, t.classname, t.name
        from escapement.test t
        where t.project_id = $1::int
          and t.test_id = i.test_id
        limit 1
    ) t
    left join lateral (
        select s.health, s.events
        from escapement.test_state s
        where s.project_id = $1::int
          and s.test_id = i.test_id
        limit 1
    ) s on true
    left join lateral (
        select q.quarantine_id, q.state
        from escapement.quarantine q
        where q.project_id = $1::int
          and q.test_id = i.test_id
          and q.state <> 'closed'
        limit 1
    ) q on true
    where i.project_id = $1::int
      and i.window_days = $12::int
      and i.lost_seconds <= coalesce($6::bigint - 1, 9223372036854775807)
      and ($7::bigint is null or (-i.lost_seconds, i.test_id) > (1 - $6::bigint, $7::bigint))
      and ($2::text is null or coalesce(s.health, 'healthy') = $2::text)
      and (not $4::boolean or s.events > 0 or q.quarantine_id is not null)
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
    order by i.lost_seconds desc, i.test_id
    limit $8::bigint
)
select costly.test_id, costly.lost_seconds + 1 as number, '' as word
from costly
union all
(
    select t.test_id, 0, ''
    from escapement.test t
    left join escapement.test_state s
        on s.project_id = $1::int
        and s.test_id = t.test_id
    left join escapement.quarantine q
        on q.project_id = $1::int
        and q.test_id = t.test_id
        and q.state <> 'closed'
    where t.project_id = $1::int
      and (select count(*) from costly) < $8::bigint
      and ($7::bigint is null or $6::bigint > 0 or t.test_id > $7::bigint)
      and not exists (
          select
          from escapement.test_impact i
          where i.project_id = $1::int
            and i.window_days = $12::int
            and i.test_id = t.test_id
      )
      and ($2::text is null or coalesce(s.health, 'healthy') = $2::text)
      and (not $4::boolean or s.events > 0 or q.quarantine_id is not null)
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
    order by t.test_id
    limit $8::bigint
)
order by number desc, test_id
limit $8::bigint;

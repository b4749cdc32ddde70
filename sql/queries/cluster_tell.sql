-- Finds the clusters of which there is something to tell, and notes that it is told. The lock of
-- cluster_tell_hold has to be held.
-- $1 project_id, $2 cluster that a person wants to be told of (null: none), $3 how many at most: that
-- one first
-- Columns: cluster_id, event, tests of which was told since it was opened, root_id, ticket of a
-- person's own
with held as materialized (
    select coalesce(h.root_id, h.cluster_id) as cluster_id,
        array_agg(distinct q.test_id order by q.test_id) as tests
    from escapement.quarantine q
    join escapement.quarantine_signature e
        on e.project_id = $1::int
        and e.quarantine_id = q.quarantine_id
    join escapement.signature s
        on s.project_id = $1::int
        and s.signature_id = e.signature_id
    join escapement.cluster h
        on h.project_id = $1::int
        and h.cluster_id = s.cluster_id
    where q.project_id = $1::int
      and q.state in ('active', 'proving')
    group by 1
), subject as (
    select held.cluster_id
    from held
    union
    select k.cluster_id
    from escapement.cluster k
    where k.project_id = $1::int
      and (k.told = 'open' or k.cluster_id = $2::bigint)
), way as materialized (
    -- the ticket that a person wants is there, or underway
    select 1
    from escapement.ticket t
    where t.project_id = $1::int
      and t.subject_kind = 'cluster'
      and t.subject_id = $2::bigint
    union all
    select 1
    from escapement.delivery y
    join escapement.destination d
        on d.project_id = $1::int
        and d.destination_id = y.destination_id
        and d.enabled
        and d.kind not in ('webhook', 'slack')
    where y.project_id = $1::int
      and y.state = 'pending'
      and y.subject_kind = 'cluster'
      and y.subject_id = $2::bigint
    union all
    select 1
    from escapement.outbox o
    where o.project_id = $1::int
      and not o.spread
      and o.subject_kind = 'cluster'
      and o.subject_id = $2::bigint
), news as materialized (
    select k.cluster_id, k.told_tests, coalesce(held.tests, '{}'::int[]) as tests,
        case
            when k.told = 'open' then case
                when k.own_ticket or k.root_id is not null then 'cluster.closed'
                -- there was no tracker yet, or it refused
                when k.cluster_id = $2::bigint and k.ticket is null and not exists (select from way)
                    then 'cluster.opened'
                when held.tests is null and k.told_tests <> '{}'::int[] then 'cluster.closed'
                when not held.tests <@ k.told_tests then 'cluster.grown'
            end
            when k.own_ticket or k.root_id is not null then null
            when k.cluster_id = $2::bigint
                or not k.infrastructure
                and cardinality(held.tests) >= case k.told when 'closed' then 1 else 2 end
                then case k.told when 'closed' then 'cluster.reopened' else 'cluster.opened' end
        end as event
    from subject
    join escapement.cluster k
        on k.project_id = $1::int
        and k.cluster_id = subject.cluster_id
    left join held
        on held.cluster_id = k.cluster_id
), told as materialized (
    select news.cluster_id, news.told_tests, news.tests, news.event
    from news
    where news.event is not null
    order by news.cluster_id is distinct from $2::bigint, news.cluster_id
    limit $3::bigint
)
update escapement.cluster k
set told = case told.event when 'cluster.closed' then 'closed' else 'open' end,
    told_tests = told.tests
from told
where k.project_id = $1::int
  and k.cluster_id = told.cluster_id
returning k.cluster_id, told.event,
    case when told.event <> 'cluster.reopened' then told.told_tests else '{}'::int[] end as before,
    k.root_id, case when k.own_ticket then k.ticket end as own_ticket

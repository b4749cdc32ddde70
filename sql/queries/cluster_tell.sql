-- Finds the clusters of which there is something to tell, and notes that it is told. The lock of
-- cluster_tell_hold has to be held.
-- $1 project_id, $2 cluster that a person wants to be told of (null: none)
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
), news as materialized (
    select k.cluster_id, k.told_tests, coalesce(held.tests, '{}'::int[]) as tests,
        case
            when k.told = 'open' then case
                when k.own_ticket or k.root_id is not null then 'cluster.closed'
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
)
update escapement.cluster k
set told = case news.event when 'cluster.closed' then 'closed' else 'open' end,
    told_tests = news.tests
from news
where k.project_id = $1::int
  and k.cluster_id = news.cluster_id
  and news.event is not null
returning k.cluster_id, news.event,
    case when news.event <> 'cluster.reopened' then news.told_tests else '{}'::int[] end as before,
    k.root_id, case when k.own_ticket then k.ticket end as own_ticket

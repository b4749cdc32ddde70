-- A cluster as it is told outside: with the tests that fail so, or are in quarantine for it; those
-- in quarantine first, then those that fail so most.
-- $1 project_id, $2 cluster_id, $3 tests of which was told before, $4 since: what is counted,
-- $5 days of that, $6 tests at most, $7 failures of a signature, and of all of them, that are
-- counted at most: its newest
-- Columns: tests in quarantine, names of three of them that are new, how many are new, document
with hit as materialized (
    select f.test_id, count(*) as failures, count(distinct r.build_id) as builds
    from (
        select f.test_id, f.report_id
        from escapement.cluster h
        join escapement.signature s
            on s.project_id = $1::int
            and s.cluster_id = h.cluster_id
        cross join lateral (
            select f.test_id, f.report_id
            from escapement.failure f
            where f.project_id = $1::int
              and f.signature_id = s.signature_id
              and f.received_at >= $4::timestamptz
            order by f.received_at desc
            limit $7::bigint
        ) f
        where h.project_id = $1::int
          and (h.cluster_id = $2::bigint or h.root_id = $2::bigint)
        limit $7::bigint
    ) f
    -- one by one: a plan that was made while there were few reports would read them all
    cross join lateral (
        select r.build_id
        from escapement.report r
        where r.project_id = $1::int
          and r.report_id = f.report_id
        limit 1
    ) r
    group by f.test_id
), held as materialized (
    select unnest(k.told_tests) as test_id
    from escapement.cluster k
    where k.project_id = $1::int
      and k.cluster_id = $2::bigint
), member as materialized (
    select t.test_id, t.suite, t.classname, t.name, coalesce(hit.failures, 0) as failures,
        coalesce(hit.builds, 0) as builds, held.test_id is not null as held,
        held.test_id is not null and held.test_id <> all ($3::int[]) as came,
        row_number() over (
            order by held.test_id is null, hit.failures desc nulls last, t.test_id
        ) as place
    from held
    full join hit
        on hit.test_id = held.test_id
    join escapement.test t
        on t.project_id = $1::int
        and t.test_id = coalesce(held.test_id, hit.test_id)
), whole as (
    select count(*) as tests,
        count(*) filter (where member.held) as held,
        count(*) filter (where member.came) as came,
        jsonb_agg(
            jsonb_build_object('id', member.test_id, 'suite', member.suite, 'classname',
                member.classname, 'name', member.name, 'failures', member.failures, 'builds',
                member.builds, 'quarantined', member.held)
            order by member.place) filter (where member.place <= $6::bigint) as list
    from member
), named as (
    select string_agg(new.name, ', ' order by new.place) as names
    from (
        select member.name, member.place
        from member
        where member.came
        order by member.place
        limit 3
    ) new
)
select whole.held, named.names, whole.came,
    jsonb_build_object(
        'cluster', jsonb_build_object('id', k.cluster_id, 'name', coalesce(k.name, k.text), 'text',
            k.text),
        'owner', k.owner, 'ticket', k.ticket,
        'signature', case when k.name is not null then k.text end,
        'days', $5::int, 'tests', coalesce(whole.list, '[]'::jsonb), 'tests_total', whole.tests)
from escapement.cluster k
cross join whole
cross join named
where k.project_id = $1::int
  and k.cluster_id = $2::bigint

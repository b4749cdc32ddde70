-- Where the events of a project differ from those that its failures and results show. Blips whose
-- neighbours have expired are passed over.
-- $1 project, $2 at most so many, $3 commits within which a neighbour lies
-- kind (flip or blip), test_id, report_id, the passing report of a blip: stored (null: none) and
-- counted (null: none); of a flip 0
with folded as materialized (
    select r.report_id, r.commit_id, r.job, r.variant, r.list_id, r.received_at,
           coalesce(r.started_at, r.received_at) as begun_at, s.stream_id, b.outcomes
    from escapement.report r
    left join escapement.stream_report s
      on s.project_id = $1::int
     and s.report_id = r.report_id
    left join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = r.report_id
     and b.received_at = r.received_at
    where r.project_id = $1::int
      and not r.untrusted
      and not exists (
          select
          from escapement.fold_queue q
          where q.project_id = $1::int
            and q.report_id = r.report_id)
),
failed as materialized (
    select d.report_id, d.commit_id, d.job, d.variant, d.stream_id, f.test_id,
           bool_or(f.final) as final
    from folded d
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = d.report_id
     and f.received_at = d.received_at
    where not f.derived
      and f.incident_id is null
    group by d.report_id, d.commit_id, d.job, d.variant, d.stream_id, f.test_id
),
passed as materialized (
    select d.report_id, d.commit_id, d.job, d.variant, d.stream_id, u.test_id
    from folded d
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = d.list_id
    cross join lateral escapement.results(l.test_ids, d.outcomes) u
    where u.outcome in ('p', 'k')
      and u.test_id in (select failed.test_id from failed)
),
place as materialized (
    select p.stream_id, p.commit_id, not p.whole as expired,
           row_number() over (partition by p.stream_id order by p.at, p.commit_id) as place
    from (
        select d.stream_id, d.commit_id, min(d.begun_at) as at, bool_and(d.outcomes is not null) as whole
        from folded d
        where d.stream_id is not null
        group by d.stream_id, d.commit_id
    ) p
),
cell as materialized (
    select e.stream_id, e.test_id, p.place, min(e.passed) as passed, min(e.failed) as failed
    from (
        select x.stream_id, x.commit_id, x.test_id, x.report_id as passed, null::bigint as failed
        from passed x
        where x.stream_id is not null
        union all
        select x.stream_id, x.commit_id, x.test_id, null, x.report_id
        from failed x
        where x.stream_id is not null
          and x.final
    ) e
    join place p
      on p.stream_id = e.stream_id
     and p.commit_id = e.commit_id
    where not p.expired
    group by e.stream_id, e.test_id, p.place
),
beside as (
    select c.test_id, c.place, c.passed, c.failed,
           lag(c.place) over around as place_before, lag(c.passed) over around as passed_before,
           lead(c.place) over around as place_after, lead(c.passed) over around as passed_after
    from cell c
    window around as (partition by c.stream_id, c.test_id order by c.place)
),
counted as (
    select 'flip' as kind, f.test_id, f.report_id, 0::bigint as passed_report_id
    from failed f
    where not f.final
       or (f.test_id, f.commit_id, f.job, f.variant) in (
           select p.test_id, p.commit_id, p.job, p.variant
           from passed p)
    union all
    select 'blip', b.test_id, b.failed, b.passed_after
    from beside b
    where b.passed is null
      and b.passed_before is not null
      and b.passed_after is not null
      and b.place - b.place_before <= $3::bigint
      and b.place_after - b.place <= $3::bigint
),
stored as (
    select case e.kind when 'blip' then 'blip' else 'flip' end as kind, e.test_id, e.report_id,
           case e.kind when 'blip' then e.passed_report_id else 0 end as passed_report_id
    from escapement.flake_event e
    join folded d
      on d.report_id = e.report_id
    join folded o
      on o.report_id = e.passed_report_id
    left join place p
      on p.stream_id = d.stream_id
     and p.commit_id = d.commit_id
    where e.project_id = $1::int
      and (e.kind <> 'blip' or not exists (
          select
          from place gone
          where gone.stream_id = d.stream_id
            and gone.expired
            and gone.place >= p.place - $3::bigint))
)
select coalesce(s.kind, c.kind), coalesce(s.test_id, c.test_id), coalesce(s.report_id, c.report_id),
       s.passed_report_id, c.passed_report_id
from stored s
full join counted c
  on c.kind = s.kind
 and c.test_id = s.test_id
 and c.report_id = s.report_id
where s.passed_report_id is distinct from c.passed_report_id
order by 1, 2, 3
limit $2::bigint

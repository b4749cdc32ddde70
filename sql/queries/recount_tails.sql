-- What tests did on the last commits of streams in which they failed there, counted from results and
-- failures; streams of which some of that has expired are left out.
-- $1 project, $2 so many commits
-- test_id, stream_id, passes, fails (as in test_stream), the commits; a test's streams
-- in the order of their names
with folded as materialized (
    select r.report_id, r.list_id, r.received_at, coalesce(r.started_at, r.received_at) as begun_at,
           s.stream_id, s.commit_id, b.outcomes
    from escapement.stream_report s
    join escapement.report r
      on r.project_id = $1::int
     and r.report_id = s.report_id
    left join escapement.result_block b
      on b.project_id = $1::int
     and b.report_id = r.report_id
     and b.received_at = r.received_at
    where s.project_id = $1::int
),
place as materialized (
    select p.stream_id, p.commit_id, p.whole,
           row_number() over (partition by p.stream_id order by p.at desc, p.commit_id desc) as place
    from (
        select d.stream_id, d.commit_id, min(d.begun_at) as at, bool_and(d.outcomes is not null) as whole
        from folded d
        group by d.stream_id, d.commit_id
    ) p
),
late as materialized (
    select d.report_id, d.received_at, d.list_id, d.outcomes, d.stream_id, p.place
    from folded d
    join place p
      on p.stream_id = d.stream_id
     and p.commit_id = d.commit_id
    where p.place <= $2::bigint
      and not exists (
          select
          from place gone
          where gone.stream_id = d.stream_id
            and gone.place <= $2::bigint
            and not gone.whole)
),
failed as materialized (
    select d.stream_id, d.place, f.test_id, count(distinct d.report_id) as fails
    from late d
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = d.report_id
     and f.received_at = d.received_at
    where f.final
      and not f.derived
    group by d.stream_id, d.place, f.test_id
),
passed as materialized (
    select d.stream_id, d.place, u.test_id, count(*) as passes
    from late d
    join escapement.test_list l
      on l.project_id = $1::int
     and l.list_id = d.list_id
    cross join lateral escapement.results(l.test_ids, d.outcomes) u
    where u.outcome in ('p', 'k')
    group by d.stream_id, d.place, u.test_id
)
select w.test_id, w.stream_id,
       string_agg(substr('0123456789abcdefghijklmnopqrstuvwxyz',
                         least(coalesce(y.passes, 0), 35)::int + 1, 1), '' order by p.place desc),
       string_agg(substr('0123456789abcdefghijklmnopqrstuvwxyz',
                         least(coalesce(n.fails, 0), 35)::int + 1, 1), '' order by p.place desc),
       array_agg(p.commit_id order by p.place desc)
from (
    select distinct f.stream_id, f.test_id
    from failed f
) w
join place p
  on p.stream_id = w.stream_id
 and p.place <= $2::bigint
left join passed y
  on y.stream_id = w.stream_id
 and y.test_id = w.test_id
 and y.place = p.place
left join failed n
  on n.stream_id = w.stream_id
 and n.test_id = w.test_id
 and n.place = p.place
join escapement.stream t
  on t.project_id = $1::int
 and t.stream_id = w.stream_id
group by w.test_id, w.stream_id, t.branch, t.job, t.variant
order by w.test_id, t.branch, t.job, t.variant

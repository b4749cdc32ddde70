-- What ran from one day to another, by layer, and how likely tests with flaky events fail in a run.
-- $1 project, $2 first day, $3 last day
-- layer (null: not known), tests, runs, flakes, failures, seconds, rated (tests with a flaky event so
-- far), sound, sound_high, sound_low: sums of the logarithm of the chance that such a test does not
-- fail, by its mean rate, by the 5 % point of it, by the 95 % point
with place as materialized (
    select t.class, t.chunk
    from escapement.tally t
    where t.project_id = $1::int
    group by t.class, t.chunk
),
-- the sums up to the end of the last day, less those up to the day before the first
ran as materialized (
    select place.chunk * 4096 + u.position - 1 as test_id,
           sum(u.runs - coalesce(u.runs_before, 0)) as runs,
           sum(u.flakes - coalesce(u.flakes_before, 0)) as flakes,
           sum(u.failures - coalesce(u.failures_before, 0)) as failures,
           sum(u.seconds - coalesce(u.seconds_before, 0)) as seconds
    from place
    cross join lateral (
        select t.runs, t.flakes, t.failures, t.seconds
        from escapement.tally t
        where t.project_id = $1::int
          and t.class = place.class
          and t.chunk = place.chunk
          and t.day <= $3::date
        order by t.day desc
        limit 1) top
    left join lateral (
        select t.runs, t.flakes, t.failures, t.seconds
        from escapement.tally t
        where t.project_id = $1::int
          and t.class = place.class
          and t.chunk = place.chunk
          and t.day < $2::date
        order by t.day desc
        limit 1) base on true
    cross join lateral unnest(top.runs, top.flakes, top.failures, top.seconds,
                              base.runs, base.flakes, base.failures, base.seconds)
        with ordinality as u (runs, flakes, failures, seconds, runs_before, flakes_before,
                              failures_before, seconds_before, position)
    where u.runs > coalesce(u.runs_before, 0)
    group by place.chunk * 4096 + u.position - 1
)
select t.layer, count(*) as tests, sum(ran.runs) as runs, sum(ran.flakes) as flakes,
       sum(ran.failures) as failures, sum(ran.seconds) as seconds,
       count(*) filter (where s.flips + s.blips > 0) as rated,
       coalesce(sum(ln(1 - least(s.rate, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound,
       coalesce(sum(ln(1 - least(s.rate_low, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound_high,
       coalesce(sum(ln(1 - least(s.rate_high, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound_low
from ran
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = ran.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = ran.test_id
group by t.layer
order by t.layer nulls last

-- What ran from one day to another, by layer, and how likely tests with flaky events fail in a run.
-- $1 project, $2 first day, $3 last day
-- layer (null: not known), tests, runs, flakes, failures, seconds, rated (tests with a flaky event so
-- far), sound, sound_high, sound_low: sums of the logarithm of the chance that such a test does not
-- fail, by its mean rate, by the 5 % point of it, by the 95 % point
select t.layer, count(*) as tests, sum(ran.runs) as runs, sum(ran.flakes) as flakes,
       sum(ran.failures) as failures, sum(ran.seconds) as seconds,
       count(*) filter (where s.flips + s.blips > 0) as rated,
       coalesce(sum(ln(1 - least(s.rate, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound,
       coalesce(sum(ln(1 - least(s.rate_low, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound_high,
       coalesce(sum(ln(1 - least(s.rate_high, 0.999999))) filter (where s.flips + s.blips > 0), 0) as sound_low
from escapement.ran_between($1::int, $2::date, $3::date) ran
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = ran.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = ran.test_id
group by t.layer
order by t.layer nulls last

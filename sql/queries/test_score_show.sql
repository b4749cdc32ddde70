-- The judgement of a test in numbers; no row: it never failed.
-- $1 project, $2 test, $3 now
-- flips, blips, passes, commits, log_e, flaky, rate, rate_low, rate_high, broken, broken_since (sha),
-- scored_at, event_commits, days since it was first seen, review_days of the project
select s.flips, s.blips, s.passes, s.commits, s.log_e, s.flaky, s.rate, s.rate_low, s.rate_high,
       s.broken, c.sha as broken_since, s.scored_at,
       (
           select count(distinct e.commit_id)
           from escapement.flake_event e
           where e.project_id = $1::int
             and e.test_id = $2::int
       ) as event_commits,
       extract(epoch from $3::timestamptz - t.first_seen) / 86400 as days,
       p.review_days
from escapement.test_score s
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = s.test_id
join escapement.project p
  on p.project_id = $1::int
left join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = s.broken_since
where s.project_id = $1::int
  and s.test_id = $2::int

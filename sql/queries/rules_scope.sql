-- What the rules judge tests by: those that have a score or an open quarantine.
-- $1 project, $2 tests (null: those with an open quarantine)
-- test_id, suite/class/name, owner, log_e, broken, rate, first_seen, runs, runs on protected
-- branches, passes; quarantine_id (null: none is open), state, commits with events of its evidence, returns,
-- base_passes, failing runs since it counts, told broken (and whether the report that showed it is
-- folded), guarded
with wanted as materialized (
    select u.test_id
    from unnest($2::int[]) as u (test_id)
    union
    select q.test_id
    from escapement.quarantine q
    where $2::int[] is null
      and q.project_id = $1::int
      and q.state <> 'closed'
)
select t.test_id, concat_ws('/', t.suite, t.classname, t.name), t.owner,
       coalesce(s.log_e, 0), coalesce(s.broken, 0), coalesce(s.rate, 0), t.first_seen,
       sums.runs, sums.protected_runs, sums.passes,
       q.quarantine_id, q.state, (
           select count(distinct e.commit_id)
           from escapement.flake_event e
           where e.project_id = $1::int
             and e.event_id = any (q.evidence)), q.returns, q.base_passes,
       case when q.state in ('active', 'proving') then (
           select count(distinct f.report_id)
           from escapement.failure f
           join escapement.report r
             on r.project_id = $1::int
            and r.report_id = f.report_id
            and not r.untrusted
           where f.project_id = $1::int
             and f.test_id = t.test_id
             and f.received_at > coalesce(q.proving_at, q.activated_at)
             and not f.derived
             and f.incident_id is null) end,
       q.broken_at is not null,
       not exists (
           select
           from escapement.fold_queue w
           where w.project_id = $1::int
             and w.report_id = q.broken_report),
       t.test_id in (
           select n.test_id
           from escapement.guard_names($1::int) n)
from wanted
join escapement.test t
  on t.project_id = $1::int
 and t.test_id = wanted.test_id
left join escapement.test_score s
  on s.project_id = $1::int
 and s.test_id = wanted.test_id
left join escapement.quarantine q
  on q.project_id = $1::int
 and q.test_id = wanted.test_id
 and q.state <> 'closed'
cross join lateral (
    select coalesce(sum(last.runs), 0) as runs,
           coalesce(sum(last.runs) filter (where last.class = 'protected'), 0) as protected_runs,
           coalesce(sum(last.passes), 0) as passes
    from (values ('protected'), ('other')) as c (class)
    cross join lateral (
        select w.class, w.runs[t.test_id % 4096 + 1] as runs,
               w.runs[t.test_id % 4096 + 1] - coalesce(w.failures[t.test_id % 4096 + 1], 0) as passes
        from escapement.tally w
        where w.project_id = $1::int
          and w.class = c.class
          and w.chunk = t.test_id / 4096
        order by w.day desc
        limit 1) last) sums
where s.test_id is not null
   or q.quarantine_id is not null
order by s.log_e desc nulls last, t.test_id

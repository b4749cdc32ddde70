-- What a verdict says of its report, and whether an earlier attempt of the job was unsound (damaged,
-- incomplete, empty) and has not been answered: by a sound report after it, whole as far as the
-- history of the job tells, that holds every test it named; or by an uploader who vouches. False: all
-- that was wrong with it is that tests were missing beside those that failed.
-- $1 project, $2 report
-- build_id, build key, sha, branch, job, shard, variant, attempt, gate, tests, passed, failed,
-- errors, skipped, flaky, damaged, causes, warnings, received_at, unsound_before (null: none),
-- untrusted, incidents (JSON) that its failures are of
select b.build_id, b.key, c.sha, b.branch, r.job, r.shard, r.variant, r.attempt, r.gate,
       r.tests, r.passed, r.failed, r.errors, r.skipped, r.flaky, r.damaged,
       array_to_string(r.causes, ','), r.warnings, r.received_at,
       (
           select bool_or(o.damaged or o.tests = 0 or o.causes <> '{tests_missing}')
           from escapement.report o
           where o.project_id = $1::int
             and o.build_id = r.build_id
             and o.job = r.job
             and o.shard = r.shard
             and o.variant = r.variant
             and o.untrusted = r.untrusted
             and (o.attempt, o.report_id) < (r.attempt, r.report_id)
             and (o.damaged or o.causes <> '{}' or o.tests = 0)
             and not r.vouched
             and not exists (
                   select 1
                   from escapement.report w
                   where w.project_id = $1::int
                     and w.build_id = r.build_id
                     and w.job = r.job
                     and w.shard = r.shard
                     and w.variant = r.variant
                     and w.untrusted = r.untrusted
                     and (w.attempt, w.report_id) > (o.attempt, o.report_id)
                     and (w.attempt, w.report_id) <= (r.attempt, r.report_id)
                     and w.tests > 0
                     and not w.damaged
                     and w.causes = '{}'
                     and not w.short
                     and exists (
                           select 1
                           from escapement.report h
                           where h.project_id = $1::int
                             and h.job = r.job
                             and h.shard = r.shard
                             and h.variant = r.variant
                             and not h.untrusted
                             and h.report_id < o.report_id
                             and h.tests > 0
                             and not h.damaged
                             and h.causes = '{}')
                     and not exists (
                           select t.test_id
                           from escapement.test_list l
                           cross join lateral unnest(l.test_ids) as t (test_id)
                           where l.project_id = $1::int
                             and l.list_id = o.list_id
                           except
                           select t.test_id
                           from escapement.test_list l
                           cross join lateral unnest(l.test_ids) as t (test_id)
                           where l.project_id = $1::int
                             and l.list_id = w.list_id))),
       r.untrusted,
       case when c.failed then (
           select coalesce(json_agg(json_build_object(
                      'id', i.incident_id, 'kind', i.kind, 'tests', i.tests, 'failed', i.failed,
                      'reports', i.reports, 'text', i.text) order by i.incident_id), '[]')
           from escapement.incident i
           where i.project_id = $1::int
             and i.incident_id in (
                   select f.incident_id
                   from escapement.report u
                   join escapement.failure f
                     on f.project_id = $1::int
                    and f.report_id = u.report_id
                    and f.received_at = u.received_at
                   where u.project_id = $1::int
                     and u.build_id = r.build_id
                     and u.job = r.job
                     and u.shard = r.shard
                     and u.variant = r.variant
                     and u.untrusted = r.untrusted
                     and (u.attempt, u.report_id) <= (r.attempt, r.report_id)))
       else '[]' end
from escapement.report r
join escapement.build b
  on b.project_id = $1::int
 and b.build_id = r.build_id
join escapement.commit c
  on c.project_id = $1::int
 and c.commit_id = r.commit_id
where r.project_id = $1::int
  and r.report_id = $2::bigint

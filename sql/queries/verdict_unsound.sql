-- Whether an earlier attempt of the job was unsound (damaged, incomplete, empty) and has not been
-- answered: by a sound report after it, whole as far as the history of the job tells, that holds every
-- test it named. Not to be asked of a report that its uploader vouches for.
-- $1 project, $2 report
-- unsound (null: none); false: all that was wrong with it is that tests were missing beside those that
-- failed
select bool_or(o.damaged or o.tests = 0 or o.causes <> '{tests_missing}')
from escapement.report r
join escapement.report o
  on o.project_id = $1::int
 and o.build_id = r.build_id
 and o.job = r.job
 and o.shard = r.shard
 and o.variant = r.variant
 and o.untrusted = r.untrusted
 and (o.attempt, o.report_id) < (r.attempt, r.report_id)
 and (o.damaged or o.causes <> '{}' or o.tests = 0)
where r.project_id = $1::int
  and r.report_id = $2::bigint
  and not exists (
        select
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
                select
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
                  and l.list_id = w.list_id))

-- Whether what a job usually holds is learnt from a run is known once the run is stored, and is the
-- same ever after: to find it out for the last runs at each upload took a twentieth of its time, and
-- all the longer, the more runs lay between that do not count.
alter table escapement.report
    add column baseline boolean not null default false;
comment on column escapement.report.baseline is 'What its job usually holds is learnt from it: it is trusted, and was whole, or vouched for, or a command which ended with 0 wrote it, first in its build. Of runs from before this was kept, only the last twenty of each job.';

-- Of the runs that are there, the last twenty of each job are all that will be asked for.
update escapement.report u
set baseline = true
from (
    select distinct r.project_id, r.job, r.shard, r.variant
    from escapement.report r
) j
cross join lateral (
    select r.report_id
    from escapement.report r
    where r.project_id = j.project_id
      and r.job = j.job
      and r.shard = j.shard
      and r.variant = j.variant
      and not r.untrusted
      and (r.vouched
        or (not r.damaged and r.tests > 0
            and ((r.causes = '{}' and not r.short)
              or (r.exit_code = 0 and r.failed + r.errors = 0 and not exists (
                    select
                    from escapement.report e
                    where e.project_id = r.project_id
                      and e.build_id = r.build_id
                      and e.job = r.job
                      and e.shard = r.shard
                      and e.variant = r.variant
                      and not e.untrusted
                      and e.report_id < r.report_id)))))
    order by r.report_id desc
    limit 20
) last
where u.project_id = j.project_id
  and u.report_id = last.report_id;

drop index escapement.report_vouched;
drop function escapement.usual_runs(int, text, text, text);
create index report_baseline on escapement.report (project_id, job, shard, variant, report_id) where baseline;

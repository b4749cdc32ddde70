-- What a job usually holds is asked twice: at each upload, whether there is anything to compare, and,
-- where there is, what. The runs that count stand in one place.
create function escapement.usual_runs(project int, of_job text, of_shard text, of_variant text)
returns table (list_id bigint)
language sql stable parallel safe rows 20 as $$
select r.list_id
from escapement.report r
where r.project_id = project
  and r.job = of_job
  and r.shard = of_shard
  and r.variant = of_variant
  and not r.untrusted
  and not r.damaged
  and r.tests > 0
  and r.report_id >= coalesce((
        select max(v.report_id)
        from escapement.report v
        where v.project_id = project
          and v.job = of_job
          and v.shard = of_shard
          and v.variant = of_variant
          and not v.untrusted
          and v.vouched), 0)
  and ((r.causes = '{}' and not r.short)
    or r.vouched
    or (r.exit_code = 0 and r.failed + r.errors = 0 and not exists (
          select
          from escapement.report e
          where e.project_id = project
            and e.build_id = r.build_id
            and e.job = of_job
            and e.shard = of_shard
            and e.variant = of_variant
            and not e.untrusted
            and e.report_id < r.report_id)))
order by r.report_id desc
limit 20
$$;
comment on function escapement.usual_runs is 'The lists of tests of the last 20 trusted runs of a job that count: those that were whole, or that a command which ended with 0 wrote, first in their build; back to the last one that its uploader vouched for.';

-- A list is unpacked once for all that is picked from it, in the statement that does.
drop function escapement.picked(int[], int[]);

-- What a failure said and whether that is infrastructure, asked of one signature at a time: so it
-- costs the same whatever there was when the statement around it was planned. Without settings of
-- its own, a function is planned with that.
create function escapement.said(project int, signature bigint)
returns table (text text, infrastructure boolean)
language sql stable parallel safe rows 1 as $$
select s.text, root.infrastructure
from escapement.signature s
join escapement.cluster h
  on h.project_id = project
 and h.cluster_id = s.cluster_id
join escapement.cluster root
  on root.project_id = project
 and root.cluster_id = coalesce(h.root_id, h.cluster_id)
where s.project_id = project
  and s.signature_id = signature
limit 1
$$;
comment on function escapement.said is 'What a failure said, masked, and whether a person marked that as infrastructure: in an upload it is an incident.';
drop function escapement.infrastructure_signatures(int);
alter function escapement.covered_by_line(int, bigint, bigint) reset all;

-- Trackers that never chose their events are told of clusters, as new ones are.
update escapement.destination
set events = array['quarantine.*', 'alarm.*', 'cluster.*']
where events = array['quarantine.*', 'alarm.*'];

comment on column escapement.report.causes is 'Why it is incomplete: unexplained_exit, suite_shrank, suite_missing, tests_missing, root_errors; empty is complete, by itself or with the earlier attempts of its job.';

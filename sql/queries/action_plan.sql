-- What there is for a bug before it is reviewed.
-- $1 project, $2 bug
-- Columns: escaped, changes (that stand), systemic (of them), then action items for fix, prevention
-- and detection, without those that are not done
select escapement.defect_escaped(d.stage, d.known_at_release, d.state) as escaped,
       c.changes, c.systemic, a.fix, a.prevention, a.detection
from escapement.defect d
cross join lateral (
    select count(*) as changes, count(*) filter (where y.systemic) as systemic
    from escapement.change o
    join escapement.change_type y
      on y.value = o.change_type
    where o.project_id = $1::int
      and o.defect_id = d.defect_id
      and o.ended_at is null
) c
cross join lateral (
    select count(*) filter (where i.aim = 'fix') as fix,
           count(*) filter (where i.aim = 'prevention') as prevention,
           count(*) filter (where i.aim = 'detection') as detection
    from escapement.action_item i
    where i.project_id = $1::int
      and i.defect_id = d.defect_id
      and i.state <> 'not_doing'
) a
where d.project_id = $1::int
  and d.defect_id = $2::bigint

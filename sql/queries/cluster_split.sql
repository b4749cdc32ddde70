-- Makes a cluster of its own for signatures of another one, unless that would leave the other
-- without any, or one of them is not in it: then there is no row.
-- $1 project_id, $2 the other one, $3 signatures, each once, $4 now
-- Columns: cluster_id
with member as materialized (
    select s.signature_id, s.text, s.signature_id = any ($3::bigint[]) as goes
    from escapement.cluster h
    join escapement.signature s
        on s.project_id = $1::int
        and s.cluster_id = h.cluster_id
    where h.project_id = $1::int
      and (h.cluster_id = $2::bigint or h.root_id = $2::bigint)
), made as (
    insert into escapement.cluster (project_id, text, made_at)
    select $1::int, min(member.text) filter (where member.goes), $4::timestamptz
    from member
    having count(*) filter (where member.goes) = cardinality($3::bigint[])
       and bool_or(not member.goes)
    returning cluster_id
), moved as (
    update escapement.signature s
    set cluster_id = made.cluster_id
    from made
    where s.project_id = $1::int
      and s.signature_id = any ($3::bigint[])
)
select made.cluster_id
from made

-- What the failing attempts of some runs said, taken as one run; what most tests said first.
-- $1 project, $2 reports
-- text (masked), sample (it, and the begin of one message as it was written), tests, marked (one of
-- them is infrastructure, says a person)
with said as materialized (
    select s.text, m.signature_id is not null as marked, f.received_at, f.report_id, f.test_id, f.attempt
    from escapement.report r
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
    join escapement.signature s
      on s.project_id = $1::int
     and s.signature_id = f.signature_id
    left join escapement.infrastructure_signatures($1::int) m
      on m.signature_id = f.signature_id
    where r.project_id = $1::int
      and r.report_id = any ($2::bigint[])
      and not f.derived
),
alike as (
    select said.text, count(distinct said.test_id) as tests, bool_or(said.marked) as marked
    from said
    group by said.text
),
one as (
    select distinct on (said.text) said.text, said.received_at, said.report_id, said.test_id,
           said.attempt
    from said
    order by said.text, said.report_id, said.test_id, said.attempt
)
select alike.text, concat_ws(E'\n', alike.text, left(x.message, 300)), alike.tests, alike.marked
from alike
join one on one.text = alike.text
left join escapement.failure_text x
  on x.project_id = $1::int
 and x.received_at = one.received_at
 and x.report_id = one.report_id
 and x.test_id = one.test_id
 and x.attempt = one.attempt
order by alike.tests desc, alike.text

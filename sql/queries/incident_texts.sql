-- What the failing attempts of some runs said, taken as one run; what most tests said first.
-- $1 project, $2 reports
-- text (masked), sample (it, and the begin of one message as it was written), tests, marked (one of
-- them is infrastructure, says a person)
with said as materialized (
    select s.text, s.infrastructure as marked, f.received_at, f.report_id, f.test_id, f.attempt
    from unnest($2::bigint[]) as run (report_id)
    -- one by one: a plan that was made while there were few reports would read them all
    cross join lateral (
        select r.report_id, r.received_at
        from escapement.report r
        where r.project_id = $1::int
          and r.report_id = run.report_id
        limit 1) r
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
    cross join lateral escapement.said($1::int, f.signature_id) s
    where not f.derived
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
left join lateral (
    select x.message
    from escapement.failure_text x
    where x.project_id = $1::int
      and x.received_at = one.received_at
      and x.report_id = one.report_id
      and x.test_id = one.test_id
      and x.attempt = one.attempt
    limit 1) x on true
order by alike.tests desc, alike.text

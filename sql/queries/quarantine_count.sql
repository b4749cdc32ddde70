-- Notes what a period that came in force, or whose fix was named, counts from: the passes of its
-- test so far, also in reports that are stored and not yet folded; how often the test returned; and
-- whose it was. With very many of those reports the passes are left for a later look.
-- $1 project, $2 quarantine
with waiting as materialized (
    select w.report_id
    from escapement.fold_queue w
    where w.project_id = $1::int
    limit 2001
)
update escapement.quarantine q
set base_passes = case when (select count(*) from waiting) <= 2000 then (
        select coalesce(sum(last.passes), 0)
        from (values ('protected'), ('other')) as c (class)
        cross join lateral (
            select w.runs[q.test_id % 4096 + 1] - coalesce(w.failures[q.test_id % 4096 + 1], 0) as passes
            from escapement.tally w
            where w.project_id = $1::int
              and w.class = c.class
              and w.chunk = q.test_id / 4096
            order by w.day desc
            limit 1) last
    ) + (
        select count(*)
        from waiting
        join escapement.report r
          on r.project_id = $1::int
         and r.report_id = waiting.report_id
        join escapement.test_list l
          on l.project_id = $1::int
         and l.list_id = r.list_id
        join escapement.result_block b
          on b.project_id = $1::int
         and b.report_id = r.report_id
         and b.received_at = r.received_at
        where substr(b.outcomes, array_position(l.test_ids, q.test_id), 1) in ('p', 'k')) end,
    returns = (
        select count(*)
        from escapement.quarantine c
        where c.project_id = $1::int
          and c.test_id = q.test_id
          and c.state = 'closed'
          and c.activated_at is not null),
    owner = coalesce(q.owner, before.owner),
    ticket = coalesce(q.ticket, before.ticket)
from (values (1)) as one (row)
left join lateral (
    select c.owner, c.ticket
    from escapement.quarantine me
    join escapement.quarantine c
      on c.project_id = $1::int
     and c.test_id = me.test_id
     and c.state = 'closed'
     and c.activated_at is not null
    where me.project_id = $1::int
      and me.quarantine_id = $2::bigint
    order by c.closed_at desc
    limit 1) before on true
where q.project_id = $1::int
  and q.quarantine_id = $2::bigint

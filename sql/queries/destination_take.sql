-- Takes the turn of a destination that may be sent something now, and puts its next turn off by
-- what its rate asks for. No row: nobody's turn.
-- $1 project, $2 now, $3 when its next turn is at the earliest
-- Columns: destination_id, key, name, kind, address, secret, title, body, issue_type, failures
update escapement.destination d
set next_at = $3::timestamptz
where d.project_id = $1::int
  and d.destination_id = (
      select c.destination_id
      from escapement.destination c
      where c.project_id = $1::int
        and c.enabled
        and c.next_at <= $2::timestamptz
        and exists (
            select
            from escapement.delivery_line l
            where l.project_id = $1::int
              and l.destination_id = c.destination_id
              and l.due_at <= $2::timestamptz
              and coalesce(l.until <= $2::timestamptz, true))
        and (
            select count(*)
            from escapement.delivery_line l
            where l.project_id = $1::int
              and l.destination_id = c.destination_id
              and l.due_at is not null
              and l.until > $2::timestamptz) < case when c.failures < 3 then 2 else 1 end
      order by c.next_at, c.destination_id
      limit 1
      for update skip locked)
returning d.destination_id, d.key, d.name, d.kind, d.address, d.secret, d.title, d.body,
    d.issue_type, d.failures

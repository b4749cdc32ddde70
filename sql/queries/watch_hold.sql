-- Makes a watch where there is none, and locks it until the transaction ends.
-- $1 project, $2 category, $3 service, $4 now
-- Columns: watch_id, state, service by name
insert into escapement.category_watch as w
    (project_id, category, service_id, state, since, reasons, evaluated_at)
values ($1::int, $2::text, $3::bigint, 'open', $4::timestamptz, '{}', $4::timestamptz)
on conflict (project_id, category, service_id) do update
set category = excluded.category
returning w.watch_id, w.state, (
    select s.name
    from escapement.service s
    where s.project_id = $1::int
      and s.service_id = w.service_id) as service

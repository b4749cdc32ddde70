-- Says that nobody could have seen an escape on some days. No row: there is no such service.
-- $1 project, $2 service (null: all), $3 first day, $4 last day, $5 reason
-- Columns: unobserved_id, after
insert into escapement.unobserved as u (project_id, service_id, from_day, to_day, reason)
select $1::int, (
           select s.service_id
           from escapement.service s
           where s.project_id = $1::int
             and s.name = $2::text), $3::date, $4::date, $5::text
where $2::text is null
   or exists (
       select
       from escapement.service s
       where s.project_id = $1::int
         and s.name = $2::text)
returning u.unobserved_id, to_jsonb(u) as after

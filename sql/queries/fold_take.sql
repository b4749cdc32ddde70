-- Takes reports from the queue; fewer than were asked for: another process has them.
-- $1 project, $2 reports
-- report_id
delete from escapement.fold_queue q
where q.project_id = $1::int
  and q.report_id = any ($2::bigint[])
returning q.report_id

-- Keeps what an upload was answered that could be judged only once it was stored.
-- $1 project, $2 report, $3 verdict, $4 answer
update escapement.report
set verdict = $3, answer = $4
where project_id = $1::int
  and report_id = $2::bigint

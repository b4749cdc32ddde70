-- Adds the columns of a report.
-- $1 project, $2 received, $3 report, $4 outcomes, $5 durations
insert into escapement.result_block (project_id, received_at, report_id, outcomes, durations)
values ($1::int, $2, $3::bigint, $4, $5)

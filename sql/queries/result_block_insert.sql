-- Adds the columns of a report, unless it holds no test, to be folded unless it is not trusted. The
-- report has the number that report_begin drew in the same transaction: it need not be known yet.
-- $1 project, $2 received, $3 outcomes (null: it holds no test), $4 durations, $5 untrusted
with queued as (
    insert into escapement.fold_queue (project_id, report_id)
    select $1::int, currval('escapement.report_report_id_seq')
    where not $5::boolean
)
insert into escapement.result_block (project_id, received_at, report_id, outcomes, durations)
select $1::int, $2::timestamptz, currval('escapement.report_report_id_seq'), $3::text, $4::real[]
where $3::text is not null

-- Adds the columns of a report, unless it holds no test, to be folded unless it is not trusted.
-- $1 project, $2 received, $3 report, $4 outcomes (null: it holds no test), $5 durations, $6 untrusted
with queued as (
    insert into escapement.fold_queue (project_id, report_id)
    select $1::int, $3::bigint
    where not $6::boolean
)
insert into escapement.result_block (project_id, received_at, report_id, outcomes, durations)
select $1::int, $2::timestamptz, $3::bigint, $4::text, $5::real[]
where $4::text is not null

-- Keeps what an upload was answered, and what became of its bytes.
-- $1 project, $2 report, $3 verdict, $4 answer, $5 bytes that came, $6 suites that fall short,
-- $7 files of a bundle that were left out (both JSON), $8 how many were
update escapement.report
set verdict = $3, answer = $4, bytes = $5, missing = $6, left_out = $7,
    left_out_files = $8
where project_id = $1::int
  and report_id = $2::bigint

-- Adds a report, whose number was taken before.
-- $1 project, $2 upload key, $3 commit, $4 build, $5 job, $6 shard, $7 variant, $8 attempt,
-- $9 gate, $10 list, $11 now, $12 started, $13 exit code, $14 tests, $15 passed, $16 failed,
-- $17 errors, $18 skipped, $19 flaky, $20 seconds, $21 files, $22 damaged, $23 causes, $24 short,
-- $25 vouched, $26 warnings, $27 layer, $28 population, $29 untrusted, $30 report, $31 host,
-- $32 bytes that came, $33 suites that fall short, $34 files of a bundle that were left out (both
-- JSON), $35 how many were, $36 verdict, $37 answer (both null: see report_answer), $38 baseline
insert into escapement.report (
    project_id, upload_key, commit_id, build_id, job, shard, variant, attempt, gate, list_id,
    received_at, started_at, exit_code, tests, passed, failed, errors, skipped, flaky, seconds,
    files, damaged, causes, short, vouched, warnings, layer, population, untrusted, report_id,
    host, bytes, missing, left_out, left_out_files, verdict, answer, baseline)
values ($1::int, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38)

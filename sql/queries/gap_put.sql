-- A person's word on a gap, with the evidence as it stood.
-- $1 project, $2 defect, $3 gap type, $4 state, $5 from data, $6 why, $7 evidence (JSON), $8 word,
-- $9 now
-- Columns: gap_id
insert into escapement.defect_gap as g
    (project_id, defect_id, gap_type, state, from_data, why, evidence, word, decided_at)
values ($1::int, $2::bigint, $3::text, $4::text, $5::boolean, $6::text, $7::jsonb, $8::text,
        $9::timestamptz)
on conflict (project_id, defect_id, gap_type) do update
set state = excluded.state, from_data = excluded.from_data, why = excluded.why,
    evidence = excluded.evidence, word = excluded.word, decided_at = excluded.decided_at
returning g.gap_id

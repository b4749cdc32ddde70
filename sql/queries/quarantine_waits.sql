-- Says which rule proposals wait for.
-- $1 project, $2 quarantines, $3 words (null: it waits for none), $4 sentences
-- quarantine_id: of those that waited for another
update escapement.quarantine q
set held_by = w.word,
    held_why = w.sentence
from unnest($2::bigint[], $3::text[], $4::text[]) as w (quarantine_id, word, sentence)
where q.project_id = $1::int
  and q.quarantine_id = w.quarantine_id
  and q.state = 'proposed'
  and w.word is not null
  and (q.held_by, q.held_why) is distinct from (w.word, w.sentence)
returning q.quarantine_id

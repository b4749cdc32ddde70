-- Takes the words of failures out of the answers to uploads.
-- $1 project, $2 received from, $3 received before
update escapement.report r
set answer = escapement.without_texts(r.answer)
where r.project_id = $1::int
  and r.received_at >= $2::timestamptz
  and r.received_at < $3::timestamptz
  and r.answer like '%"attempts":%'

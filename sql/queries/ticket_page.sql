-- Tickets, newest change first, a page at a time.
-- $1 project, $2 state (null: all), $3 destination (null: all), $4 subject kind (null: all),
-- $5 subject id (null: all), after: $6 changed_at in microseconds, $7 subject (kind:id),
-- $8 destination (null: from the newest), $9 limit
-- Columns: destination_id, its name, its kind, subject_kind, subject_id, name of the test or cluster,
-- state, external_id, url, changed_at, and the place: changed_at in microseconds, kind:id
select t.destination_id, d.name, d.kind, t.subject_kind, t.subject_id,
    coalesce(s.name, k.name, k.text) as subject_name, t.state, t.external_id, t.url,
    t.changed_at, place.number, place.word
from escapement.ticket t
join escapement.destination d
  on d.project_id = $1::int
 and d.destination_id = t.destination_id
left join escapement.test s
  on s.project_id = $1::int
 and s.test_id = t.subject_id
 and t.subject_kind = 'test'
left join escapement.cluster k
  on k.project_id = $1::int
 and k.cluster_id = t.subject_id
 and t.subject_kind = 'cluster'
cross join lateral (
    select (extract(epoch from t.changed_at) * 1000000)::bigint as number,
        (t.subject_kind || ':' || t.subject_id) collate "C" as word
) place
where t.project_id = $1::int
  and ($2::text is null or t.state = $2::text)
  and ($3::bigint is null or t.destination_id = $3::bigint)
  and ($4::text is null or t.subject_kind = $4::text)
  and ($5::bigint is null or t.subject_id = $5::bigint)
  and ($6::bigint is null
       or (place.number, place.word, t.destination_id) < ($6::bigint, $7::text, $8::bigint))
order by place.number desc, place.word desc, t.destination_id desc
limit $9::bigint

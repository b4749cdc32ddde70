-- Which places of a stream lie further apart than so many commits.
-- $1 project, $2 stream, $3 places (microseconds since 1970), $4 the next one after each, $5 commits
-- one row a place: whether the next one does
select (
    select count(*)
    from (
        select c.commit_id
        from escapement.stream_commit c
        where c.project_id = $1::int
          and c.stream_id = $2::bigint
          and c.at > 'epoch'::timestamptz + u.place * interval '1 microsecond'
          and c.at < 'epoch'::timestamptz + u.next * interval '1 microsecond'
        limit $5::bigint + 1
    ) between_them
) > $5::bigint
from unnest($3::bigint[], $4::bigint[]) with ordinality as u (place, next, number)
order by u.number

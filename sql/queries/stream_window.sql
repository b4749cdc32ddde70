-- The commits of a stream around a stretch of it, in their order.
-- $1 project, $2 stream, $3 begin and $4 end of the stretch (microseconds since 1970), $5 so many
-- commits before and after it
-- commit_id, part (-1 before, 0 in the stretch, 1 after)
select w.commit_id, w.part
from (
    (
        select c.commit_id, c.at, -1 as part
        from escapement.stream_commit c
        where c.project_id = $1::int
          and c.stream_id = $2::bigint
          and c.at < 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
        order by c.at desc, c.commit_id desc
        limit $5::bigint
    )
    union all
    select c.commit_id, c.at, 0
    from escapement.stream_commit c
    where c.project_id = $1::int
      and c.stream_id = $2::bigint
      and c.at between 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
          and 'epoch'::timestamptz + $4::bigint * interval '1 microsecond'
    union all
    (
        select c.commit_id, c.at, 1
        from escapement.stream_commit c
        where c.project_id = $1::int
          and c.stream_id = $2::bigint
          and c.at > 'epoch'::timestamptz + $4::bigint * interval '1 microsecond'
        order by c.at, c.commit_id
        limit $5::bigint
    )
) w
order by w.at, w.commit_id

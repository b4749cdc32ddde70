-- What stands in the way of opening the triage of a week, or answers it: that week's, the open one,
-- the newest.
-- $1 project, $2 week (null: this one), $3 now
-- week that is meant, this week, triage of it (null: none), week of the open one (null: none), the
-- newest week (null: none)
select w.week,
       to_char($3::timestamptz at time zone 'UTC', 'IYYY-"W"IW') as this_week,
       (
           select t.triage_id
           from escapement.triage t
           where t.project_id = $1::int
             and t.week = w.week
       ) as triage_id,
       (
           select t.week
           from escapement.triage t
           where t.project_id = $1::int
             and t.state = 'open'
       ) as open_week,
       (
           select max(t.week)
           from escapement.triage t
           where t.project_id = $1::int
       ) as newest_week
from (values (coalesce($2::text, to_char($3::timestamptz at time zone 'UTC', 'IYYY-"W"IW')))) as w (week)

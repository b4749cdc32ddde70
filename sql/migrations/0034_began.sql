-- What is closed began before that, also where nobody said when it was mended. Where a bug is said
-- to have begun to hurt after it was closed, that time is wrong, and goes.
update escapement.defect
set began_at = null
where began_at > closed_at;
alter table escapement.defect
    drop constraint defect_times_order;
alter table escapement.defect
    add constraint defect_times_order check (introduced_at <= released_at and introduced_at <= detected_at
        and introduced_at <= began_at and began_at <= fixed_at and began_at <= closed_at
        and detected_at <= fixed_at and fixed_at <= closed_at and detected_at <= closed_at);

-- What an upload writes names rows that its own transaction has just made or locked (the commit, the
-- build), or that are never removed (the list of tests). To look each of them up again, and to lock
-- it, took a twentieth of the time of an upload; and reports of the same tests, at once, took turns
-- at the row of their list.
alter table escapement.build
    drop constraint build_commit_fk;
alter table escapement.report
    drop constraint report_build_fk,
    drop constraint report_list_fk;

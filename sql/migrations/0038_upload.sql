-- What an upload writes names a commit and a build that its own transaction has just made or locked.
-- To look each of them up again, and to lock it once more, took some hundredths of its time. Nothing
-- removes either.
alter table escapement.build
    drop constraint build_commit_fk;
alter table escapement.report
    drop constraint report_build_fk;

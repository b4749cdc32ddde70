-- An upload looks up its list of tests before anything else. To look it up again with the row of its
-- report, and to lock it, took some hundredths of its time; and those of a job that come at once, of
-- one list all, wrote to one row. Nothing removes a list.
alter table escapement.report
    drop constraint report_list_fk;

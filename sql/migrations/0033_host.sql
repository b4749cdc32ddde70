-- Where a report ran: one of the things that failing runs of a test may have in common.

alter table escapement.report
    add column host text;
comment on column escapement.report.host is 'The machine that it ran on, as the upload or the first suite of its files says; null: neither does.';

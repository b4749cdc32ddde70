-- Kept for what comes.
select where false;

-- The number of a new report, and the report that the upload became when it came before. No row:
-- there is no such project.
-- $1 project, $2 upload key, $3 sha, $4 job, $5 variant, $6 the list of tests that it is likely to have,
-- $7 shard, $8 how many runs
-- report_id of a new one; report_id, verdict and answer of the one before (null: there is none);
-- packed (some tests of the project are no rows yet); alone (the commit has no report yet of this job
-- and variant); the lists of tests of the last runs of the job that what it usually holds is learnt
-- from, newest first: negative where nothing older counts, for the run was vouched for, and 0 where such a
-- one holds nothing to learn; and as label_basis.sql
select nextval('escapement.report_report_id_seq'), r.report_id, r.verdict, r.answer,
       exists (
           select
           from escapement.test_words w
           where w.project_id = $1::int),
       not exists (
           select
           from escapement.commit c
           join escapement.report o
             on o.project_id = $1::int
            and o.commit_id = c.commit_id
            and o.job = $4
            and o.variant = $5
           where c.project_id = $1::int
             and c.sha = $3),
       array(
           select case when u.damaged or u.tests = 0 then 0 when u.vouched then -u.list_id else u.list_id end
           from escapement.report u
           where u.project_id = $1::int
             and u.job = $4
             and u.shard = $7
             and u.variant = $5
             and u.baseline
           order by u.report_id desc
           limit $8::bigint),
       b.list_there, b.has_rules, b.rules, b.owners, b.labelled, b.settled
from escapement.label_basis($1::int, $6::bigint) b
left join escapement.report r
  on r.project_id = $1::int
 and r.upload_key = $2

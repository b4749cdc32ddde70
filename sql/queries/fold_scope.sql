-- What a new report gives reason to look at, as arrays that the statements after it take: a
-- planner who knows that there are several rows joins them by hashing. Failures of an incident are
-- no evidence, and are only looked at for the ledger.
-- $1 project, $2 report
-- retried: tests that failed and then passed in it; failing: tests that ended failing in it, if its
-- cell has another run;
-- other_tests, other_reports: tests that ended failing in another run of its cell (commit, job,
-- variant), and in which; outage_tests, outage_reports: those that did in an incident, and are not
-- excused yet; failed: how many tests failed in it; ran: how many ran; marked: one failed in a way
-- that a person marked as infrastructure
with here as materialized (
    select r.report_id, r.received_at, r.commit_id, r.job, r.variant, r.tests - r.skipped as ran
    from escapement.report r
    where r.project_id = $1::int
      and r.report_id = $2::bigint
),
failed as materialized (
    select f.test_id, f.final
    from here
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = here.report_id
     and f.received_at = here.received_at
    where not f.derived
      and f.incident_id is null
    group by f.test_id, f.final
),
other as materialized (
    select f.test_id, r.report_id, f.incident_id is not null as of_incident, f.excused_by
    from here
    -- by itself: a plan that was made while there were few reports would read them all
    cross join lateral (
        select r.report_id, r.received_at
        from escapement.report r
        where r.project_id = $1::int
          and r.commit_id = here.commit_id
          and r.job = here.job
          and r.variant = here.variant
          and r.report_id <> here.report_id
          and not r.untrusted
          and r.failed + r.errors > 0
        offset 0) r
    join escapement.failure f
      on f.project_id = $1::int
     and f.report_id = r.report_id
     and f.received_at = r.received_at
     and f.final
     and (not f.derived or f.incident_id is not null)
),
evidence as materialized (
    select o.test_id, o.report_id
    from other o
    group by o.test_id, o.report_id
    having bool_or(not o.of_incident)
),
unexcused as materialized (
    select o.test_id, o.report_id
    from other o
    where o.of_incident
      and o.excused_by is null
    group by o.test_id, o.report_id
)
select array(select test_id from failed where not final order by test_id),
       array(
           select test_id
           from failed
           where final
             and exists (
                   select
                   from here
                   join escapement.report r
                     on r.project_id = $1::int
                    and r.commit_id = here.commit_id
                    and r.job = here.job
                    and r.variant = here.variant
                    and r.report_id <> here.report_id
                    and not r.untrusted)
           order by test_id),
       array(select test_id from evidence order by test_id, report_id),
       array(select report_id from evidence order by test_id, report_id),
       array(select test_id from unexcused order by test_id, report_id),
       array(select report_id from unexcused order by test_id, report_id),
       (select count(distinct test_id) from failed),
       (select ran from here),
       exists (
            select
            from here
            join escapement.failure f
              on f.project_id = $1::int
             and f.report_id = here.report_id
             and f.received_at = here.received_at
             and not f.derived
            cross join lateral escapement.said($1::int, f.signature_id) m
            where m.infrastructure)

/* The route table. Rows of one resource stand together. */
#include "api/route.h"

#include "api/handlers.h"
#include "api/resources.h"

#define PUBLIC SCOPE_NONE, BODY_NONE
#define P "/api/v1/projects/{project}"

/* A row is read across. */
/* clang-format off */
const struct route routes[] = {
    {"GET", "/healthz", PUBLIC, false, healthz, {NULL}},
    {"GET", "/readyz", PUBLIC, true, readyz, {NULL}},
    {"GET", "/metrics", PUBLIC, false, metrics_show, {NULL}},
    {"GET", "/problems/{problem}", PUBLIC, false, problem_show, {NULL}},
    {"GET", "/ci/escapement-ci", PUBLIC, false, ci_show, {NULL}},
    {"GET", "/ci/escapement-ci.sha256", PUBLIC, false, ci_digest_show, {NULL}},
    {"GET", "/api/v1/openapi.json", PUBLIC, false, openapi_show, {NULL}},

    /* Pages keep what they show (filters, tabs) in the query: the server does not look at it. */
    {"GET", "/", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/tests", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/tests/{test}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/builds", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/builds/{build}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/triage", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/triage/{triage}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/ledger", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/quarantine", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/portfolio", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/settings", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/incidents", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/incidents/{incident}", PUBLIC, false, page_show,
     {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/signatures", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/signatures/{signature}", PUBLIC, false, page_show,
     {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/uploads", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/uploads/{upload}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/projects/{project}/deliveries", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/tests", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/tests/{test}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/builds", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/builds/{build}", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/quarantine", PUBLIC, false, page_show, {ROUTE_ANY_QUERY}},
    {"GET", "/assets/{name}", PUBLIC, false, asset_show, {ROUTE_ANY_QUERY}},

    /* The names are upload_parameters[]; a unit test holds the two together. */
    {"POST", P "/reports", MAY_UPLOAD, BODY_REPORT, true, reports_create,
     {"commit", "branch", "build", "job", "shard", "variant", "gate", "url", "attempt",
      "exit_code", "complete", "started_at", "layer", "population", "target_branch",
      "pull_request", "tree"}},
    {"GET", P "/reports/{report}", MAY_READ_VERDICT, BODY_NONE, true, reports_show, {"view"}},
    {"GET", P "/reports/{report}/rerun", MAY_READ_VERDICT, BODY_NONE, true, reports_rerun,
     {"format", "max"}},

    {"GET", "/api/v1/projects", MAY_READ, BODY_NONE, true, projects_list, {"limit", "after"}},
    {"POST", "/api/v1/projects", MAY_ADMIN, BODY_JSON, true, projects_create, {NULL}},
    {"GET", P "", MAY_READ, BODY_NONE, true, projects_show, {NULL}},
    {"PATCH", P "", MAY_ADMIN, BODY_JSON, true, projects_change, {NULL}},

    {"GET", P "/settings", MAY_READ, BODY_NONE, true, settings_show, {NULL}},
    {"PATCH", P "/settings", MAY_ADMIN, BODY_JSON, true, settings_patch, {NULL}},
    {"POST", P "/replay", MAY_READ, BODY_JSON, true, replay_create, {NULL}},

    {"GET", P "/codeowners", MAY_READ, BODY_NONE, true, codeowners_show, {NULL}},
    {"PUT", P "/codeowners", MAY_ADMIN, BODY_TEXT, true, codeowners_put, {"name"}},
    {"DELETE", P "/codeowners", MAY_ADMIN, BODY_NONE, true, codeowners_remove, {NULL}},

    {"GET", P "/tokens", MAY_ADMIN, BODY_NONE, true, tokens_list, {"limit", "after"}},
    {"POST", P "/tokens", MAY_ADMIN, BODY_JSON, true, tokens_create, {NULL}},
    {"DELETE", P "/tokens/{token}", MAY_ADMIN, BODY_NONE, true, tokens_revoke, {NULL}},

    {"GET", P "/trusts", MAY_ADMIN, BODY_NONE, true, trusts_list, {"limit", "after"}},
    {"POST", P "/trusts", MAY_ADMIN, BODY_JSON, true, trusts_create, {NULL}},
    {"DELETE", P "/trusts/{trust}", MAY_ADMIN, BODY_NONE, true, trusts_end, {NULL}},

    {"GET", P "/destinations", MAY_READ, BODY_NONE, true, destinations_list, {"limit", "after"}},
    {"POST", P "/destinations", MAY_ADMIN, BODY_JSON, true, destinations_create, {NULL}},
    {"GET", P "/destinations/{destination}", MAY_READ, BODY_NONE, true, destinations_show, {NULL}},
    {"PATCH", P "/destinations/{destination}", MAY_ADMIN, BODY_JSON, true, destinations_change,
     {NULL}},
    {"DELETE", P "/destinations/{destination}", MAY_ADMIN, BODY_NONE, true, destinations_end,
     {NULL}},
    {"POST", P "/destinations/{destination}/test", MAY_ADMIN, BODY_NONE, true, destinations_test,
     {NULL}},

    {"GET", P "/deliveries", MAY_READ, BODY_NONE, true, deliveries_list,
     {"state", "destination", "subject", "limit", "after"}},
    {"POST", P "/deliveries/{delivery}/replay", MAY_TRIAGE, BODY_NONE, true, deliveries_replay,
     {NULL}},
    {"POST", P "/deliveries/replay", MAY_TRIAGE, BODY_JSON, true, deliveries_replay_all, {NULL}},
    {"GET", P "/tickets", MAY_READ, BODY_NONE, true, tickets_list,
     {"state", "destination", "subject", "limit", "after"}},

    {"GET", P "/builds", MAY_READ, BODY_NONE, true, builds_list,
     {"branch", "commit", "verdict", "limit", "after"}},
    {"GET", P "/builds/{build}", MAY_READ, BODY_NONE, true, builds_show, {"limit"}},

    {"GET", P "/excuses", MAY_READ, BODY_NONE, true, excuses_list,
     {"commit", "test", "signature", "from", "to", "by", "build", "job", "limit", "after"}},

    {"GET", P "/incidents", MAY_READ, BODY_NONE, true, incidents_list,
     {"kind", "job", "build", "commit", "from", "to", "limit", "after"}},
    {"GET", P "/incidents/{incident}", MAY_READ, BODY_NONE, true, incidents_show, {NULL}},
    {"GET", P "/incidents/{incident}/tests", MAY_READ, BODY_NONE, true, incidents_tests,
     {"limit", "after"}},

    {"GET", P "/triage", MAY_READ, BODY_NONE, true, triage_list,
     {"state", "week", "limit", "after"}},
    {"POST", P "/triage", MAY_TRIAGE, BODY_JSON, true, triage_create, {NULL}},
    {"GET", P "/triage/{triage}", MAY_READ, BODY_NONE, true, triage_show, {NULL}},
    {"GET", P "/triage/{triage}/digest", MAY_READ, BODY_NONE, true, triage_digest_show, {NULL}},
    {"POST", P "/triage/{triage}/rows/{row}/decision", MAY_TRIAGE, BODY_JSON, true,
     triage_row_decide, {NULL}},
    {"POST", P "/triage/{triage}/close", MAY_TRIAGE, BODY_JSON, true, triage_end, {NULL}},

    {"GET", P "/uploads", MAY_READ, BODY_NONE, true, uploads_list,
     {"outcome", "damaged", "job", "branch", "since", "until", "with", "limit", "after"}},
    {"GET", P "/uploads/{upload}", MAY_READ, BODY_NONE, true, uploads_show, {NULL}},

    {"GET", P "/tests", MAY_READ, BODY_NONE, true, tests_list,
     {"health", "quarantine", "flagged", "q", "sort", "owner", "layer", "population", "window",
      "limit", "after"}},
    {"GET", P "/tests/{test}", MAY_READ, BODY_NONE, true, tests_show, {"window"}},

    {"GET", P "/signatures", MAY_READ, BODY_NONE, true, signatures_list,
     {"test", "infrastructure", "since", "q", "sort", "limit", "after"}},
    {"GET", P "/signatures/{signature}", MAY_READ, BODY_NONE, true, signatures_show, {"since"}},
    {"PATCH", P "/signatures/{signature}", MAY_TRIAGE, BODY_JSON, true, signatures_change, {NULL}},
    {"POST", P "/signatures/{signature}/merge", MAY_TRIAGE, BODY_JSON, true, signatures_merge,
     {NULL}},
    {"POST", P "/signatures/{signature}/split", MAY_TRIAGE, BODY_JSON, true, signatures_split,
     {NULL}},

    {"GET", P "/portfolio", MAY_READ, BODY_NONE, true, portfolio_show, {"from", "to"}},

    /* Its own signature takes the place of a token. */
    {"POST", "/hooks/{hook}", SCOPE_NONE, BODY_TEXT, true, hooks_take, {NULL}},
    {"GET", P "/sources", MAY_ADMIN, BODY_NONE, true, sources_list, {"limit", "after"}},
    {"POST", P "/sources", MAY_ADMIN, BODY_JSON, true, sources_create, {NULL}},
    {"PATCH", P "/sources/{source}", MAY_ADMIN, BODY_JSON, true, sources_change, {NULL}},
    {"GET", P "/sources/{source}/events", MAY_TRIAGE, BODY_NONE, true, sources_events,
     {"state", "limit", "after"}},
    {"POST", P "/sources/{source}/events/{event}/replay", MAY_TRIAGE, BODY_NONE, true,
     sources_replay, {NULL}},

    {"GET", P "/escapes/{escape}/evidence", MAY_READ, BODY_NONE, true, escapes_evidence, {NULL}},
    {"PUT", P "/escapes/{escape}/gaps/{gap}", MAY_TRIAGE, BODY_JSON, true, escapes_gap_put, {NULL}},
    {"DELETE", P "/escapes/{escape}/gaps/{gap}", MAY_TRIAGE, BODY_NONE, true, escapes_gap_reopen,
     {NULL}},
    {"PUT", P "/escapes/{escape}/tests/{test}", MAY_TRIAGE, BODY_JSON, true, escapes_test_put,
     {NULL}},
    {"DELETE", P "/escapes/{escape}/tests/{test}", MAY_TRIAGE, BODY_NONE, true, escapes_test_drop,
     {NULL}},
    {"GET", P "/escapes/{escape}/postmortem", MAY_READ, BODY_NONE, true, postmortems_show,
     {"version", "format"}},
    {"PUT", P "/escapes/{escape}/postmortem/fields/{field}", MAY_TRIAGE, BODY_JSON, true,
     postmortems_write, {NULL}},
    {"GET", P "/escapes/{escape}/postmortem/versions", MAY_READ, BODY_NONE, true, postmortems_list,
     {"limit", "after"}},
    {"POST", P "/escapes/{escape}/postmortem/versions", MAY_TRIAGE, BODY_JSON, true,
     postmortems_keep, {NULL}},

    {"GET", "/api/v1/vocabulary", MAY_READ, BODY_NONE, true, vocabulary_show, {NULL}},

    {"GET", P "/teams", MAY_READ, BODY_NONE, true, teams_list, {"limit", "after"}},
    {"GET", P "/teams/{team}", MAY_READ, BODY_NONE, true, teams_show, {NULL}},
    {"PUT", P "/teams/{team}", MAY_ADMIN, BODY_JSON, true, teams_put, {NULL}},
    {"DELETE", P "/teams/{team}", MAY_ADMIN, BODY_NONE, true, teams_remove, {NULL}},

    {"GET", P "/services", MAY_READ, BODY_NONE, true, services_list, {"limit", "after"}},
    {"GET", P "/services/{service}", MAY_READ, BODY_NONE, true, services_show, {NULL}},
    {"PUT", P "/services/{service}", MAY_ADMIN, BODY_JSON, true, services_put, {NULL}},
    {"DELETE", P "/services/{service}", MAY_ADMIN, BODY_NONE, true, services_remove, {NULL}},

    {"GET", P "/populations", MAY_READ, BODY_NONE, true, populations_list, {"limit", "after"}},
    {"GET", P "/populations/{population}", MAY_READ, BODY_NONE, true, populations_show, {NULL}},
    {"PUT", P "/populations/{population}", MAY_ADMIN, BODY_JSON, true, populations_put, {NULL}},
    {"DELETE", P "/populations/{population}", MAY_ADMIN, BODY_NONE, true, populations_remove, {NULL}},

    {"GET", P "/gates", MAY_READ, BODY_NONE, true, gates_list, {"limit", "after"}},
    {"GET", P "/gates/{gate}", MAY_READ, BODY_NONE, true, gates_show, {NULL}},
    {"PUT", P "/gates/{gate}", MAY_ADMIN, BODY_JSON, true, gates_put, {NULL}},
    {"DELETE", P "/gates/{gate}", MAY_ADMIN, BODY_NONE, true, gates_remove, {NULL}},

    /* CI tells what it did. */
    {"GET", P "/deployments", MAY_READ, BODY_NONE, true, deployments_list,
     {"service", "environment", "commit", "kind", "from", "to", "limit", "after"}},
    {"POST", P "/deployments", MAY_TELL, BODY_JSON, true, deployments_create, {NULL}},
    {"GET", P "/deployments/{deployment}", MAY_READ, BODY_NONE, true, deployments_show, {NULL}},
    {"GET", P "/gate-runs", MAY_READ, BODY_NONE, true, gate_runs_list,
     {"gate", "service", "commit", "state", "from", "to", "limit", "after"}},
    {"POST", P "/gate-runs", MAY_TELL, BODY_JSON, true, gate_runs_create, {NULL}},

    {"GET", P "/exposure", MAY_READ, BODY_NONE, true, exposure_show, {"service", "from", "to"}},
    {"GET", P "/unobserved", MAY_READ, BODY_NONE, true, unobserved_list,
     {"service", "limit", "after"}},
    {"POST", P "/unobserved", MAY_TRIAGE, BODY_JSON, true, unobserved_create, {NULL}},
    {"DELETE", P "/unobserved/{unobserved}", MAY_TRIAGE, BODY_NONE, true, unobserved_remove,
     {NULL}},

    {"GET", P "/links", MAY_READ, BODY_NONE, true, links_list,
     {"state", "test", "limit", "after"}},
    {"POST", P "/links", MAY_TRIAGE, BODY_JSON, true, links_create, {NULL}},
    {"DELETE", P "/links/{link}", MAY_TRIAGE, BODY_NONE, true, links_undo, {"reason"}},

    {"GET", P "/quarantine", MAY_READ_VERDICT, BODY_NONE, true, quarantine_list,
     {"state", "owner", "q", "branch", "format", "limit", "after"}},
    {"POST", P "/quarantine", MAY_TRIAGE, BODY_JSON, true, quarantine_create, {NULL}},
    {"GET", P "/quarantine/{quarantine}", MAY_READ, BODY_NONE, true, quarantine_show, {NULL}},
    {"POST", P "/quarantine/{quarantine}/release", MAY_TRIAGE, BODY_JSON, true, quarantine_end,
     {NULL}},
    {"POST", P "/quarantine/{quarantine}/fix", MAY_TRIAGE, BODY_JSON, true, quarantine_mend, {NULL}},
    {"POST", P "/quarantine/{quarantine}/decide", MAY_TRIAGE, BODY_JSON, true, quarantine_review,
     {NULL}},
    {"POST", P "/quarantine/bulk", MAY_TRIAGE, BODY_JSON, true, quarantine_many, {NULL}},

    {"GET", P "/defects", MAY_READ, BODY_NONE, true, defects_list,
     {"kind", "category", "trigger", "stage", "layer", "state", "source", "service", "team", "from",
      "to", "q", "duplicate_of", "limit", "after"}},
    {"POST", P "/defects", MAY_TRIAGE, BODY_JSON, true, defects_create, {NULL}},
    {"GET", P "/defects/{defect}", MAY_READ, BODY_NONE, true, defects_show, {NULL}},
    {"PATCH", P "/defects/{defect}", MAY_TRIAGE, BODY_JSON, true, defects_change, {NULL}},
    {"POST", P "/defects/{defect}/merge", MAY_TRIAGE, BODY_JSON, true, defects_merge, {NULL}},
    {"GET", P "/defects/{defect}/gates", MAY_READ, BODY_NONE, true, defect_gates_list, {NULL}},
    {"PUT", P "/defects/{defect}/gates/{gate}", MAY_TRIAGE, BODY_JSON, true, defect_gates_put,
     {NULL}},
    {"DELETE", P "/defects/{defect}/gates/{gate}", MAY_TRIAGE, BODY_NONE, true, defect_gates_remove,
     {NULL}},
    {"GET", P "/escapes/{escape}", MAY_READ, BODY_NONE, true, escapes_show, {NULL}},

    {"GET", P "/guards", MAY_READ, BODY_NONE, true, guards_list,
     {"state", "test", "change", "limit", "after"}},
    {"POST", P "/guards", MAY_TRIAGE, BODY_JSON, true, guards_create, {NULL}},
    {"POST", P "/guards/{guard}/end", MAY_TRIAGE, BODY_JSON, true, guards_end, {NULL}},

    {"GET", P "/changes", MAY_READ, BODY_NONE, true, changes_list,
     {"category", "defect", "type", "service", "state", "limit", "after"}},
    {"POST", P "/changes", MAY_TRIAGE, BODY_JSON, true, changes_create, {NULL}},
    {"GET", P "/changes/{change}", MAY_READ, BODY_NONE, true, changes_show, {NULL}},
    {"POST", P "/changes/{change}/end", MAY_TRIAGE, BODY_JSON, true, changes_end, {NULL}},
    {"GET", P "/changes/{change}/guard-candidates", MAY_READ, BODY_NONE, true, changes_candidates,
     {"limit", "after"}},
    {"POST", P "/changes/{change}/adoptions", MAY_TRIAGE, BODY_JSON, true, adoptions_create,
     {NULL}},
    {"POST", P "/changes/{change}/adoptions/{adoption}/end", MAY_TRIAGE, BODY_JSON, true,
     adoptions_end, {NULL}},

    {"GET", P "/actions", MAY_READ, BODY_NONE, true, actions_list,
     {"state", "aim", "defect", "change", "limit", "after"}},
    {"POST", P "/actions", MAY_TRIAGE, BODY_JSON, true, actions_create, {NULL}},
    {"GET", P "/actions/{action}", MAY_READ, BODY_NONE, true, actions_show, {NULL}},
    {"PATCH", P "/actions/{action}", MAY_TRIAGE, BODY_JSON, true, actions_change, {NULL}},
    {"GET", P "/defects/{defect}/plan", MAY_READ, BODY_NONE, true, actions_plan, {NULL}},

    {"GET", P "/watches", MAY_READ, BODY_NONE, true, watches_list,
     {"category", "service", "state", "limit", "after"}},
    {"GET", P "/watches/{watch}", MAY_READ, BODY_NONE, true, watches_show, {NULL}},

    /* Numbers of escapes. */
    {"GET", P "/escape-rates", MAY_READ, BODY_NONE, true, escape_rates_show, {"by", "from", "to"}},
    {"GET", P "/containment", MAY_READ, BODY_NONE, true, containment_show,
     {"category", "service", "from", "to"}},
    {"GET", P "/before-after", MAY_READ, BODY_NONE, true, before_after_show,
     {"category", "service", "at"}},
    {"GET", P "/escape-history", MAY_READ, BODY_NONE, true, escape_history_show,
     {"category", "service", "unit", "from", "to"}},
    {"GET", P "/escape-origins", MAY_READ, BODY_NONE, true, escape_origins_show,
     {"category", "service", "from", "to"}},
    {"GET", P "/escape-costs", MAY_READ, BODY_NONE, true, escape_costs_show,
     {"category", "service", "from", "to"}},
};
/* clang-format on */

const size_t route_count = sizeof routes / sizeof *routes;

/* Handlers of the resources: what a project holds, as routes.c lists them. Each is found in the
 * file of its first word. */
#ifndef API_RESOURCES_H
#define API_RESOURCES_H

#include "api/route.h"

route_handler projects_list, projects_create, projects_show, projects_change;
route_handler settings_show, settings_patch;
route_handler replay_create;
route_handler codeowners_show, codeowners_put, codeowners_remove;
route_handler tokens_list, tokens_create, tokens_revoke;
route_handler trusts_list, trusts_create, trusts_end;
route_handler destinations_list, destinations_create, destinations_show, destinations_change,
    destinations_end, destinations_test;
route_handler deliveries_list, deliveries_replay, deliveries_replay_all;
/* deliveries.c */
route_handler tickets_list;
route_handler incidents_list, incidents_show, incidents_tests;
route_handler builds_list, builds_show;
route_handler excuses_list;
route_handler triage_list, triage_create, triage_show, triage_digest_show, triage_row_decide,
    triage_end;
route_handler uploads_list, uploads_show;
route_handler portfolio_show;
route_handler trigger_mix_show;
route_handler escapes_evidence, escapes_gap_put, escapes_gap_reopen, escapes_test_put,
    escapes_test_drop;
route_handler hooks_take;
route_handler sources_list, sources_create, sources_change, sources_events, sources_replay;
route_handler postmortems_show, postmortems_list, postmortems_keep, postmortems_write;
route_handler vocabulary_show;
/* named.c */
route_handler teams_list, teams_show, teams_put, teams_remove, services_list, services_show,
    services_put, services_remove, populations_list, populations_show, populations_put,
    populations_remove, gates_list, gates_show, gates_put, gates_remove;
route_handler deployments_list, deployments_show, deployments_create;
route_handler gate_runs_list, gate_runs_create;
route_handler exposure_show;
/* exposure.c */
route_handler unobserved_list, unobserved_create, unobserved_remove;
route_handler links_list, links_create, links_undo;
route_handler signatures_list, signatures_show, signatures_change, signatures_merge,
    signatures_split, signatures_ticket;
route_handler tests_list, tests_show;
route_handler quarantine_list, quarantine_show, quarantine_create, quarantine_end;
/* quarantine_decide.c */
route_handler quarantine_mend, quarantine_review, quarantine_many;
route_handler defects_list, defects_create, defects_show, defects_change, defects_merge;
/* defects.c */
route_handler escapes_show;
/* defect_history.c */
route_handler defect_history_list;
/* defect_gates.c */
route_handler defect_gates_list, defect_gates_put, defect_gates_remove;
route_handler guards_list, guards_create, guards_end;
route_handler changes_list, changes_show, changes_create, changes_end, changes_candidates,
    adoptions_create, adoptions_end;
route_handler actions_list, actions_show, actions_create, actions_change, actions_plan;
route_handler watches_list, watches_show;
route_handler escape_rates_show, containment_show, before_after_show, escape_history_show,
    escape_costs_show, escape_origins_show;

#endif

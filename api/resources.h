/* Handlers of the resources: what a project holds, as routes.c lists them. Each is found in the
 * file of its first word. */
#ifndef API_RESOURCES_H
#define API_RESOURCES_H

#include "api/route.h"

route_handler projects_list;
route_handler projects_create;
route_handler projects_show;
route_handler projects_change;

route_handler settings_show;
route_handler settings_patch;

route_handler replay_create;

route_handler codeowners_show;
route_handler codeowners_put;
route_handler codeowners_remove;

route_handler tokens_list;
route_handler tokens_create;
route_handler tokens_revoke;

route_handler trusts_list;
route_handler trusts_create;
route_handler trusts_end;

route_handler destinations_list;
route_handler destinations_create;
route_handler destinations_show;
route_handler destinations_change;
route_handler destinations_end;
route_handler destinations_test;

route_handler deliveries_list;
route_handler deliveries_replay;
route_handler deliveries_replay_all;
route_handler tickets_list; /* deliveries.c */

route_handler incidents_list;
route_handler incidents_show;
route_handler incidents_tests;

route_handler builds_list;
route_handler builds_show;

route_handler excuses_list;

route_handler triage_list;
route_handler triage_create;
route_handler triage_show;
route_handler triage_digest_show;
route_handler triage_row_decide;
route_handler triage_end;

route_handler uploads_list;
route_handler uploads_show;

route_handler portfolio_show;

route_handler trigger_mix_show;

route_handler escapes_evidence;
route_handler escapes_gap_put;
route_handler escapes_gap_reopen;
route_handler escapes_test_put;
route_handler escapes_test_drop;

route_handler hooks_take;

route_handler sources_list;
route_handler sources_create;
route_handler sources_change;
route_handler sources_events;
route_handler sources_replay;

route_handler postmortems_show;
route_handler postmortems_list;
route_handler postmortems_keep;
route_handler postmortems_write;

route_handler vocabulary_show;

route_handler teams_list;         /* named.c */
route_handler teams_show;         /* named.c */
route_handler teams_put;          /* named.c */
route_handler teams_remove;       /* named.c */
route_handler services_list;      /* named.c */
route_handler services_show;      /* named.c */
route_handler services_put;       /* named.c */
route_handler services_remove;    /* named.c */
route_handler populations_list;   /* named.c */
route_handler populations_show;   /* named.c */
route_handler populations_put;    /* named.c */
route_handler populations_remove; /* named.c */
route_handler gates_list;         /* named.c */
route_handler gates_show;         /* named.c */
route_handler gates_put;          /* named.c */
route_handler gates_remove;       /* named.c */

route_handler deployments_list;
route_handler deployments_show;
route_handler deployments_create;

route_handler gate_runs_list;
route_handler gate_runs_create;

route_handler exposure_show;
route_handler unobserved_list;   /* exposure.c */
route_handler unobserved_create; /* exposure.c */
route_handler unobserved_remove; /* exposure.c */

route_handler links_list;
route_handler links_create;
route_handler links_undo;

route_handler signatures_list;
route_handler signatures_show;
route_handler signatures_change;
route_handler signatures_merge;
route_handler signatures_split;

route_handler tests_list;
route_handler tests_show;

route_handler quarantine_list;
route_handler quarantine_show;
route_handler quarantine_create;
route_handler quarantine_end;
route_handler quarantine_mend;   /* quarantine_decide.c */
route_handler quarantine_review; /* quarantine_decide.c */
route_handler quarantine_many;   /* quarantine_decide.c */

route_handler defects_list;
route_handler defects_create;
route_handler defects_show;
route_handler defects_change;
route_handler defects_merge;
route_handler escapes_show;        /* defects.c */
route_handler defect_history_list; /* defect_history.c */
route_handler defect_gates_list;   /* defect_gates.c */
route_handler defect_gates_put;    /* defect_gates.c */
route_handler defect_gates_remove; /* defect_gates.c */

route_handler guards_list;
route_handler guards_create;
route_handler guards_end;

route_handler changes_list;
route_handler changes_show;
route_handler changes_create;
route_handler changes_end;
route_handler changes_candidates;
route_handler adoptions_create;
route_handler adoptions_end;

route_handler actions_list;
route_handler actions_show;
route_handler actions_create;
route_handler actions_change;
route_handler actions_plan;

route_handler watches_list;
route_handler watches_show;

route_handler escape_rates_show;
route_handler containment_show;
route_handler before_after_show;
route_handler escape_history_show;
route_handler escape_costs_show;
route_handler escape_origins_show;

#endif

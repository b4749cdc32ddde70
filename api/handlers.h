/* Handlers of the server's own routes. Those of the resources are in api/resources.h. */
#ifndef API_HANDLERS_H
#define API_HANDLERS_H

#include "api/route.h"

/* health.c, metrics.c */
route_handler healthz;
route_handler readyz;
route_handler metrics_show;

/* pages.c: what is embedded in the program */
route_handler page_show;
route_handler asset_show;
route_handler openapi_show;
route_handler ci_show;
route_handler ci_digest_show;
route_handler problem_show;

/* reports.c */
route_handler reports_create;

/* report_views.c */
route_handler reports_show;
route_handler reports_rerun;

#endif

/* What tests and signatures cost, as several resources show it. */
#ifndef API_IMPACT_H
#define API_IMPACT_H

#include <jansson.h>

#include "analyzer/settings.h"
#include "api/request.h"

/* Reads `window`: days, one of impact_windows. */
enum err_code impact_window(const struct request *request, int *days, struct err *err) must_check;

/* The costs in nine columns from @first: window_days, builds_failed, builds_blocked,
 * builds_delayed, retry_seconds, retried, never_passed, wait_minutes, lost_seconds; null where they
 * are. */
enum { IMPACT_COLUMNS = 9 };
json_t *impact_pack(const struct rows *rows, size_t row, int first,
                    const struct settings *settings);

#endif

/* The JSON form of a report that was read, as `escapement inspect --json` prints it. */
#ifndef CLI_INSPECT_JSON_H
#define CLI_INSPECT_JSON_H

#include <jansson.h>

#include "ingest/labels.h"
#include "ingest/report.h"

/* A settled report with the labels of its cases; NULL when memory ran out. Seconds and places that
 * are not known are null, and labels are left out. */
json_t *inspect_json(const struct report *report, const struct label_table *labels);

/* The table of dialects: where each keeps the attempts of a test, and how to see hidden ones. */
json_t *inspect_dialects_json(void);

#endif

/* Owner, layer and population of each case of a report, from what is known of them. What stands
 * first counts: owner - property of the case, path rule, CODEOWNERS; layer and population -
 * property of the case, parameter of the upload, path rule. Else there is none. */
#ifndef INGEST_LABELS_H
#define INGEST_LABELS_H

#include "ingest/owners.h"
#include "ingest/path_rules.h"
#include "ingest/report.h"

struct label_sources {
    const char *layer, *population; /* of the upload, or NULL */
    const struct path_rules *rules; /* or NULL */
    const struct owners *owners;    /* or NULL */
};

/* The labels that occur, each once, and which of them each case has. */
struct label_table {
    struct arena arena;
    struct labels *rows;
    size_t count, capacity;
    int32_t *of_case; /* case_count of them: places in rows, from 1 */
    uint32_t *slots;  /* hash table over rows */
    size_t slot_count;
};

/* Fills @table for a settled @report. ERR_NOMEM. Free it also after a failure. */
enum err_code labels_find(const struct report *report, const struct label_sources *sources,
                          struct label_table *table, struct err *err) must_check;
void label_table_free(struct label_table *table); /* accepts a zeroed one */

#endif

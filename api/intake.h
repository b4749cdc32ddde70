/* An upload from its report in memory to its verdict: names its tests, then stores, judges and
 * answers in one transaction, for the HTTP route and for `escapement ingest` alike. */
#ifndef API_INTAKE_H
#define API_INTAKE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "analyzer/flake/distrust.h"
#include "common/crypto.h"
#include "common/db.h"
#include "ingest/identity_map.h"
#include "ingest/report.h"
#include "ingest/upload.h"

struct intake {
    int32_t project_id;
    const struct upload *upload; /* settled */
    struct report *report;       /* settled by retries_settle(), unless it is yet to be read: */
    enum err_code (*read)(void *context, struct err *err); /* called once, to read it; or NULL */
    void (*digest)(void *context); /* may be called before, to have @content sooner: else reading
                                    * makes that, too */
    void *context;
    enum distrust distrust;       /* if any, it is judged, and nothing is learnt from it */
    bool is_public;               /* counted among those without a token */
    const unsigned char *content; /* digest of its files, SHA256_SIZE bytes */
    int64_t now;
    struct identity_map *known; /* what the process remembers of tests, or NULL */
};

struct intake_answer {
    char *body;       /* the JSON document */
    json_t *document; /* the same, to be read */
    bool replayed;    /* the same upload was answered before: this is that answer */
    bool pass;        /* the verdict */
    bool full;        /* ERR_LIMIT: there were too many without a token */
};

void intake_answer_free(struct intake_answer *answer); /* accepts a zeroed one */

/* ERR_OK only after commit. On failure, also to read the report, there is no answer, and nothing of
 * the upload is stored but the names of its tests. */
enum err_code intake_run(struct db *db, const struct intake *intake, struct intake_answer *answer,
                         struct err *err) must_check;

#endif

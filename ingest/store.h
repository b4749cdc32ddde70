/* A settled report into the database, in two steps: its tests are named, in transactions of their
 * own that do no harm without a report; then, in the caller's transaction, its commit and build
 * are named and its columns and failures added. */
#ifndef INGEST_STORE_H
#define INGEST_STORE_H

#include "common/crypto.h"
#include "common/db.h"
#include "common/err.h"
#include "ingest/complete.h"
#include "ingest/identity_map.h"
#include "ingest/report.h"
#include "ingest/upload.h"

struct store {
    /* in */
    int32_t project_id;
    const struct upload *upload;        /* settled */
    struct report *report;              /* settled; gets warnings about what is missing */
    unsigned char content[SHA256_SIZE]; /* digest of the names and bytes of the files */
    bool untrusted;             /* from who knows whom: nothing that is trusted may rest on it */
    int64_t now;                /* microseconds */
    struct identity_map *known; /* what the process remembers of tests, or NULL */
    /* out of store_names() */
    int64_t list_id;
    bool is_new_list;        /* no report has this list yet; true also for several at once */
    int32_t fresh_first;     /* of a new list: the tests that were added with it have the ids */
    size_t fresh_count;      /* from this one on, so many */
    bool packed;             /* of these only those that have attempts are rows yet */
    const int32_t *test_ids; /* by case, in the report's arena: of each that has attempts; of the
                              * others too when it is a new list, else the id or 0 */
    /* out of store_report() */
    int64_t commit_id, build_id, report_id;
    bool commit_failed; /* an attempt of a test failed in this or another report of the commit */
    bool replayed; /* the same upload was stored before: of the rest only what follows is set */
    bool passed;   /* its verdict then */
    char *answer;  /* what it was answered then; the caller frees it */
    struct completeness complete;
};

/* Names the tests of the report and their list, adding those that are new. No transaction may be
 * open. What it did is found again by the next try. ERR_NOT_FOUND: no such project. */
enum err_code store_names(struct db *db, struct store *store, struct err *err) must_check;

/* The rest, after store_names(). Its last statements may still be outstanding: what fails of them
 * is told by whoever receives them. ERR_NOT_FOUND: no such project. */
enum err_code store_report(struct db *db, struct store *store, struct err *err) must_check;

/* Makes the partitions that reports received at @now need. Before the transaction; cheap when the
 * process has done it this month. */
enum err_code store_prepare(struct db *db, int64_t now, struct err *err) must_check;

#endif

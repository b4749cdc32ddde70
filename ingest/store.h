/* A settled report into the database: names its commit, build and tests, then adds its columns
 * and its failures. Runs inside the caller's transaction. */
#ifndef INGEST_STORE_H
#define INGEST_STORE_H

#include "common/crypto.h"
#include "common/db.h"
#include "common/err.h"
#include "ingest/complete.h"
#include "ingest/report.h"
#include "ingest/upload.h"

struct store {
    /* in */
    int32_t project_id;
    const struct upload *upload;        /* settled */
    struct report *report;              /* settled; gets warnings about what is missing */
    unsigned char content[SHA256_SIZE]; /* digest of the names and bytes of the files */
    int64_t now;                        /* microseconds */
    /* out */
    int64_t commit_id, build_id, report_id, list_id;
    bool replayed; /* the same upload was stored before: of the rest only what follows is set */
    bool passed;   /* its verdict then */
    char *answer;  /* what it was answered then; the caller frees it */
    struct completeness complete;
};

/* ERR_NOT_FOUND: no such project. */
enum err_code store_report(struct db *db, struct store *store, struct err *err) must_check;

/* Makes the partitions that reports received at @now need. Before the transaction; cheap when the
 * process has done it this month. */
enum err_code store_prepare(struct db *db, int64_t now, struct err *err) must_check;

#endif

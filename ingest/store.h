/* A settled report into the database, in three steps: its tests are named, in transactions of their
 * own that do no harm without a report, or from memory; in the caller's transaction, its commit and
 * build are named, which may come first; and at last its columns and failures are added. */
#ifndef INGEST_STORE_H
#define INGEST_STORE_H

#include <jansson.h>

#include "common/crypto.h"
#include "common/db.h"
#include "common/err.h"
#include "ingest/complete.h"
#include "ingest/identity_map.h"
#include "ingest/report.h"
#include "ingest/store_labels.h"
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
    /* out of store_names() and store_recall() */
    int64_t list_id;
    bool is_new_list;        /* no report has this list yet; true also for several at once */
    int32_t fresh_first;     /* of a new list: the tests that were added with it have the ids */
    size_t fresh_count;      /* from this one on, so many */
    bool remembered;         /* the list and ids were not read, but known of earlier uploads */
    bool packed;             /* of these only those that have attempts are rows yet */
    const int32_t *test_ids; /* by case, in the report's arena: of each that has attempts; of the
                              * others too when it is a new list, else the id or 0 */
    /* out of store_look() */
    unsigned char key[SHA256_SIZE]; /* tells this upload from others */
    int64_t looked_at;              /* the list that its labels were asked of */
    /* out of store_ask() */
    struct failures *failures; /* attempts of tests that failed in it; NULL: none */
    int64_t failed_tests; /* how many tests, less those that only tests within them made fail */
    bool retried;         /* one of them passed then */
    /* out of store_hear() */
    struct usual usual; /* of completeness */
    struct label_basis basis;
    bool unpack_due; /* tests of an earlier report are no rows yet */
    int64_t commit_id, build_id, report_id;
    bool replayed; /* the same upload was stored before: of the rest only what follows is set */
    bool passed;   /* its verdict then */
    char *answer;  /* what it was answered then; in the report's arena */
    const char *branch;  /* of the build, from this or an earlier upload; or NULL */
    bool commit_failed;  /* an attempt of a test failed in this or another report of the commit */
    bool alone;          /* no other report of the commit is of this job and variant */
    bool new_words;      /* one failed in a way that is new; else: */
    bool infrastructure; /* one failed in a way that a person marked as infrastructure */
    /* out of store_settle() */
    bool relabelled; /* its tests may have other owners, layers or populations than before */
    struct completeness complete;
    bool teaches;     /* what the job usually holds is learnt from it */
    json_t *warnings; /* of the report, and of what is missing */
};

/* Names the tests of the report and their list, adding those that are new. No transaction may be
 * open. What it did is found again by the next try. ERR_NOT_FOUND: no such project. */
enum err_code store_names(struct db *db, struct store *store, struct err *err) must_check;
/* The same from what the process remembers, without a word to the database; then a transaction may
 * be open. store->remembered says whether all of it was. ERR_NOMEM. */
enum err_code store_recall(struct store *store, struct err *err) must_check;
/* Before the report is read: the list that is to be expected, of the last one of its job; 0 where
 * that was not remembered. */
int64_t store_expect(const struct store *store);

/* Then, in the caller's transaction: names its commit and build, and looks up what has to be known
 * before the rest. It is begun; once there is a digest, the upload is looked for. For neither need
 * the report be read yet. What the report says is asked about; other statements may be sent; all
 * is heard; and after those were received, what follows from it is settled. Its columns are added
 * before it is heard, and undone if it is stored already, or after. ERR_NOT_FOUND: no such project.
 */
enum err_code store_begin(struct db *db, const struct store *store, struct err *err) must_check;
enum err_code store_look(struct db *db, struct store *store, struct err *err) must_check;
enum err_code store_ask(struct db *db, struct store *store, struct err *err) must_check;
enum err_code store_columns(struct db *db, const struct store *store, struct err *err) must_check;
enum err_code store_hear(struct db *db, struct store *store, struct err *err) must_check;
enum err_code store_settle(struct db *db, struct store *store, struct err *err) must_check;

/* The rest: its failing attempts, with what is new of their words, and on the commit that something
 * failed; and its own row. @verdict and @answer may be NULL: then the caller keeps them later. The
 * last statements may still be outstanding: what fails of them is told by whoever receives them. */
enum err_code store_failures(struct db *db, const struct store *store, struct err *err) must_check;
enum err_code store_write(struct db *db, const struct store *store, const char *verdict,
                          const char *answer, struct err *err) must_check;

/* A failing attempt of a test, as store_failures() stores it; where words of the report are new,
 * its signature has no number before that. */
struct store_attempt {
    int32_t test_id, attempt, attempts; /* its number, of so many */
    bool final;                         /* the test ended failing */
    bool derived;                       /* only tests within it made it fail */
    char outcome;
    float seconds; /* NAN: not said */
    const char *message, *signature;
    int64_t signature_id;
};

/* How many there are; and each of them: those of a test come together, in their order. */
size_t store_attempts(const struct store *store);
struct store_attempt store_attempt(const struct store *store, size_t i);

/* Frees the failures of a report, which may be many, once they are written and nobody asks for
 * store_attempt() any more. */
void store_forget_attempts(struct store *store);

/* Frees what the others made; also after a failure. */
void store_end(struct store *store);

/* Makes the partitions that reports received at @now need. Before the transaction; cheap when the
 * process has done it this month. */
enum err_code store_prepare(struct db *db, int64_t now, struct err *err) must_check;

#endif

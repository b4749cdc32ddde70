/* Sums of a batch of reports, test by test: what the tally gets. They are whole numbers, so that
 * they come out the same in any order. */
#ifndef ANALYZER_FLAKE_SUMS_H
#define ANALYZER_FLAKE_SUMS_H

#include <stdbool.h>

#include "common/db.h"

enum { SUMS_CHUNK = 4096 /* tests of a row of the tally */ };

enum sums_class { SUMS_PROTECTED, SUMS_OTHER, SUMS_CLASS__MAX };

/* A chunk of tests on one day in one class. */
struct sums_chunk {
    int32_t runs[SUMS_CHUNK], failures[SUMS_CHUNK], flakes[SUMS_CHUNK], skips[SUMS_CHUNK];
    int32_t commits[SUMS_CHUNK];
    int64_t ticks[SUMS_CHUNK]; /* of 2^-20 s */
};

/* A day (since 1970) in one class. */
struct sums_day {
    struct sums_day *next;
    enum sums_class class;
    int32_t day;
    struct sums_chunk **chunks; /* by number; NULL: nothing yet */
    size_t chunk_count;
};

struct sums {
    struct arena arena;
    struct sums_day *days;
};

void sums_free(struct sums *sums);

/* The sums of a day and class, with room for tests up to @max_test; NULL without memory. */
struct sums_day *sums_day(struct sums *sums, enum sums_class class, int32_t day, int32_t max_test);

/* The chunk of @test_id in @day; NULL without memory. */
struct sums_chunk *sums_chunk(struct sums *sums, struct sums_day *day, int32_t test_id);

/* The results of a report: test after test its letter and its seconds, the latter as they come from
 * the database (binary, each behind its length). False without memory. */
bool sums_add(struct sums *sums, struct sums_day *day, const int32_t *tests, const char *outcomes,
              const unsigned char *seconds, size_t count) must_check;

/* True for a letter of a test that passed in the end. */
static inline bool sums_passed(char outcome)
{
    return outcome == 'p' || outcome == 'k';
}

/* Adds @sums to the tally of a project. Their days may be any. */
enum err_code sums_store(struct db *db, int32_t project_id, struct sums *sums,
                         struct err *err) must_check;

#endif

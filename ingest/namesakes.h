/* Which cases of a report share their name? A hash table over their identities, as of occurrence 1.
 * It is filled at once when all is read, or by another thread while a large file is. */
#ifndef INGEST_NAMESAKES_H
#define INGEST_NAMESAKES_H

#include "ingest/report.h"

struct namesakes {
    struct namesake_slot *slots;
    size_t mask;     /* of the slots, a power of two, less one */
    size_t entered;  /* cases, from the first on: they have their identities */
    uint32_t *after; /* by case, see namesakes_after(); NULL while no name is shared */
    uint32_t *first; /* of every name that is shared, its first case */
    size_t first_count, first_capacity;
};

/* Identifies and enters the cases before @until that were not yet. Beside a thread that adds cases,
 * @until is what namesakes_steady() said: once that is not 0, neither the cases nor the file that
 * they are of move. ERR_NOMEM: go on with another call, or give up. */
enum err_code namesakes_enter(struct namesakes *namesakes, struct report *report, size_t until,
                              struct err *err) must_check;
void namesakes_free(struct namesakes *namesakes); /* accepts a zeroed one */

/* How many cases of a report that is followed will neither move nor change their names. 0 until
 * there are many. */
size_t namesakes_steady(struct report *report);

/* The suite that was met last, and how much of it counts: cases of one suite mostly follow each
 * other. */
struct suite_length {
    const char *suite;
    size_t len;
};

/* Fills the identity of @row, whose file is among @files, by what it is called and its occurrence.
 * ERR_NOMEM. */
enum err_code namesakes_identify(const struct report_file *files, struct suite_length *known,
                                 struct report_case *row, struct err *err) must_check;

/* The case after @at of the name that begins with case @first; after the last, @first again. */
uint32_t namesakes_after(const struct namesakes *namesakes, uint32_t first, uint32_t at);

#endif

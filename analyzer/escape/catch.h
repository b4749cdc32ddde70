/* Catches that come in by themselves: a test that was broken on a stream of commits and is mended
 * has caught a bug at the gate that its runs name. It is offered as an open bug, for a person to
 * say what it was. */
#ifndef ANALYZER_ESCAPE_CATCH_H
#define ANALYZER_ESCAPE_CATCH_H

#include "analyzer/flake/cell.h"
#include "analyzer/settings.h"

struct caught {
    size_t commits; /* on which it failed, one after the other */
    bool next;      /* the very next commit of the stream passed: it mended it */
};

/* Was the test broken until it passed again, on the commits of a stream, oldest first? Flakes are
 * not: how often it fails while it is sound is taken from @events and @passing, as in broken.h. It
 * has to have passed before. Pure. */
bool catch_find(const struct settings *settings, const struct cell *cells, size_t count,
                double events, double passing, struct caught *caught);

/* Offers what was not offered yet, in a transaction of its own. */
enum err_code catch_offer(struct db *db, int32_t project_id, int64_t now,
                          struct err *err) must_check;

#endif

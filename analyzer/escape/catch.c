#include "analyzer/escape/catch.h"

#include <stdio.h>
#include <string.h>

#include "analyzer/escape/defect.h"
#include "analyzer/flake/broken.h"
#include "analyzer/flake/tail.h"
#include "common/text.h"

enum { TITLE_MAX = 500, TEXT_MAX = 700, KEY_SIZE = 100, SHORT_SHA = 12 };

bool catch_find(const struct settings *settings, const struct cell *cells, size_t count,
                double events, double passing, struct caught *caught)
{
    size_t end = count, passed = 0;
    for (; end > 0 && (!cell_ran(&cells[end - 1]) || cells[end - 1].fails == 0); end--)
        passed += cell_ran(&cells[end - 1]);
    if (passed == 0 || end == 0 ||
        !broken_is(settings, broken_filter(settings, cells, end, events, passing), cells, end))
        return false;
    size_t at = end;
    *caught = (struct caught){.next = cell_ran(&cells[end])};
    for (; at > 0 && (!cell_ran(&cells[at - 1]) || cell_failed_always(&cells[at - 1])); at--)
        caught->commits += cell_ran(&cells[at - 1]);
    return at > 0;
}

/* ---- Offering -------------------------------------------------------------------------------- */

struct offer {
    int32_t project_id;
    int64_t now;
    const struct settings *settings;
    struct arena arena;
};

/* Columns of catch_place. */
enum { GATE, STAGE, BROKEN_SHA, FOUND_AT, LAST_SHA, NEXT_SHA, TEST };

static enum err_code offer_one(struct db *db, struct offer *offer, const char *test_id,
                               const struct caught *caught, const struct rows *place,
                               struct err *err)
{
    char title[TITLE_MAX + 1], summary[TEXT_MAX], key[KEY_SIZE];
    const char *mended = caught->next ? rows_text_or_null(place, 0, NEXT_SHA) : NULL;
    struct defect_change change = {.project_id = offer->project_id,
                                   .by = DEFECT_BY_SOURCE,
                                   .actor = "rule",
                                   .now = offer->now,
                                   .reason = "a test was broken at a gate and is mended",
                                   .source = "gate",
                                   .key = key,
                                   .arena = &offer->arena};
    snprintf(key, sizeof key, "%s:%s", test_id, rows_text(place, 0, BROKEN_SHA));
    snprintf(title, sizeof title, "%s was broken by %.*s", rows_text(place, 0, TEST), SHORT_SHA,
             rows_text(place, 0, BROKEN_SHA));
    text_mend(title);
    snprintf(
        summary, sizeof summary,
        "It failed on %zu commits of gate %.200s, from %s to %s, and passes since%s%s. Say what "
        "the bug was, or that it was none.",
        caught->commits, rows_text(place, 0, GATE), rows_text(place, 0, BROKEN_SHA),
        rows_text(place, 0, LAST_SHA), mended ? " " : "", mended ? mended : "");
    for (char *c = title; *c; c++)
        *c = (unsigned char)*c < ' ' || *c == 0x7F ? ' ' : *c;
    defect_give(&change.fields, DEFECT_TITLE, title);
    defect_give(&change.fields, DEFECT_SUMMARY, summary);
    defect_give(&change.fields, DEFECT_STAGE, rows_text(place, 0, STAGE));
    defect_give(&change.fields, DEFECT_GATE, rows_text(place, 0, GATE));
    defect_give(&change.fields, DEFECT_TEST, test_id);
    defect_give(&change.fields, DEFECT_DETECTED_AT, rows_text(place, 0, FOUND_AT));
    defect_give(&change.fields, DEFECT_INTRODUCED_SHA, rows_text(place, 0, BROKEN_SHA));
    defect_give(&change.fields, DEFECT_INTRODUCED_SURE, "likely");
    if (mended)
        defect_give(&change.fields, DEFECT_FIX_SHA, mended);
    /* a commit that is named in another way than by its hash can't be kept */
    struct err why = {0};
    enum err_code code = defect_take(db, &change, &why);
    return code == ERR_OK || code == ERR_INVALID ? ERR_OK : err_set(err, code, "%s", why.message);
}

static enum err_code look_at(struct db *db, struct offer *offer, const struct rows *rows,
                             size_t row, struct err *err)
{
    enum { TEST_ID, STREAM, PASSES, FAILS, EVENTS, PASSING };
    struct cell cells[TAIL_MAX];
    struct caught caught;
    size_t count = tail_read(rows_text(rows, row, PASSES), rows_text(rows, row, FAILS), cells);
    if (!catch_find(offer->settings, cells, count, (double)rows_int(rows, row, EVENTS),
                    (double)rows_int(rows, row, PASSING), &caught))
        return ERR_OK;
    auto_params struct params params = {0};
    auto_rows struct rows *place = NULL;
    params_int(&params, offer->project_id);
    params_int(&params, rows_int(rows, row, TEST_ID));
    params_int(&params, rows_int(rows, row, STREAM));
    params_int(&params, (int64_t)caught.commits);
    try_(db_run(db, QUERY_CATCH_PLACE, &params, &place, err));
    return rows_count(place) == 0
               ? ERR_OK
               : offer_one(db, offer, rows_text(rows, row, TEST_ID), &caught, place, err);
}

static enum err_code offer_all(struct db *db, void *context, struct err *err)
{
    struct offer *offer = context;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, offer->project_id);
    try_(db_run(db, QUERY_CATCH_CANDIDATES, &params, &rows, err));
    for (size_t row = 0; row < rows_count(rows); row++) {
        try_(look_at(db, offer, rows, row, err));
        arena_free(&offer->arena);
    }
    return ERR_OK;
}

enum err_code catch_offer(struct db *db, int32_t project_id, int64_t now, struct err *err)
{
    struct settings settings;
    struct offer offer = {.project_id = project_id, .now = now, .settings = &settings};
    enum err_code code = settings_load(db, project_id, &settings, err);
    if (code == ERR_OK)
        code = db_transaction(db, offer_all, &offer, err);
    arena_free(&offer.arena);
    settings_free(&settings);
    return code;
}

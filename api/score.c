#include "api/score.h"

#include <math.h>

#include "analyzer/flake/entry.h"
#include "api/values.h"

enum {
    FLIPS,
    BLIPS,
    PASSES,
    COMMITS,
    LOG_E,
    FLAKY,
    RATE,
    RATE_LOW,
    RATE_HIGH,
    BROKEN,
    BROKEN_SINCE,
    SCORED_AT,
    EVENT_COMMITS,
    DAYS,
    REVIEW_DAYS
};

/* By the bar for one test: what more it takes where rules act by themselves is told by its
 * proposal. */
static json_t *pack(const struct rows *rows, const struct settings *settings)
{
    double events = rows_real(rows, 0, FLIPS) + rows_real(rows, 0, BLIPS);
    const struct entry entry = {
        .log_e = rows_real(rows, 0, LOG_E),
        .events = rows_real(rows, 0, EVENT_COMMITS),
        .broken = rows_real(rows, 0, BROKEN),
        .rate = rows_real(rows, 0, RATE),
        .runs_ahead = entry_runs_ahead(rows_real(rows, 0, PASSES) + events,
                                       rows_real(rows, 0, DAYS), rows_real(rows, 0, REVIEW_DAYS)),
    };
    enum entry_reason reason;
    char sentence[ENTRY_SENTENCE_SIZE];
    entry_reached(settings, &entry, &reason);
    entry_say(settings, &entry, reason, sentence);
    return json_pack("{s:o, s:o, s:o, s:o, s:f, s:o, s:f, s:o, s:o, s:o, s:f, s:o, s:s, s:s, s:o}",
                     "flips", value_int(rows, 0, FLIPS), "blips", value_int(rows, 0, BLIPS),
                     "passes", value_int(rows, 0, PASSES), "commits", value_int(rows, 0, COMMITS),
                     "log_e", entry.log_e, "flaky", value_real(rows, 0, FLAKY), "rate", entry.rate,
                     "rate_low", value_real(rows, 0, RATE_LOW), "rate_high",
                     value_real(rows, 0, RATE_HIGH), "event_commits",
                     value_int(rows, 0, EVENT_COMMITS), "broken", entry.broken, "broken_since",
                     value_text(rows, 0, BROKEN_SINCE), "rule", entry_word(reason), "sentence",
                     sentence, "scored_at", value_time(rows, 0, SCORED_AT));
}

enum err_code score_add(struct request *request, int32_t test_id, json_t *test, struct err *err)
{
    struct settings settings;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, test_id);
    params_time(&params, request_now(request));
    try_(db_run(request_db(request), QUERY_TEST_SCORE_SHOW, &params, &rows, err));
    try_(settings_load(request_db(request), request_project_id(request), &settings, err));
    json_t *score = rows_count(rows) ? pack(rows, &settings) : json_null();
    settings_free(&settings);
    return json_object_set_new(test, "score", score) == 0 ? ERR_OK : err_nomem(err);
}

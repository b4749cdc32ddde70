/* The evidence of an escape as JSON. */
#include <string.h>

#include "api/escapes.h"
#include "api/values.h"

static json_t *pack_run(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "gate", value_text(rows, row, RUN_GATE),
                     "layer", value_text(rows, row, RUN_LAYER), "builds",
                     value_int(rows, row, RUN_BUILDS), "tests", value_int(rows, row, RUN_TESTS),
                     "failed", value_int(rows, row, RUN_FAILED), "skipped",
                     value_int(rows, row, RUN_SKIPPED));
}

static json_t *pack_gate(const struct rows *rows, size_t row)
{
    bool over = rows_real(rows, row, GATE_SECONDS) > rows_real(rows, row, GATE_BUDGET);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o, s:o}", "gate",
        value_text(rows, row, GATE_NAME), "blocking", value_bool(rows, row, GATE_BLOCKING), "state",
        value_text(rows, row, GATE_STATE), "started_at", value_time(rows, row, GATE_STARTED_AT),
        "seconds", value_real(rows, row, GATE_SECONDS), "budget_seconds",
        value_real(rows, row, GATE_BUDGET), "over_budget", over, "reason",
        value_text(rows, row, GATE_REASON), "gate_run", value_int(rows, row, GATE_RUN_ID), "build",
        value_int(rows, row, GATE_BUILD_ID));
}

static json_t *pack_commit(const struct facts *facts, int commit, int column)
{
    if (rows_null(facts->head, 0, column))
        return json_null();
    return json_pack("{s:o, s:b, s:o, s:o}", "sha", value_text(facts->head, 0, column), "reported",
                     rows_count(facts->runs[commit]) > 0, "runs",
                     value_list(facts->runs[commit], pack_run), "gates",
                     value_list(facts->gates[commit], pack_gate));
}

static json_t *pack_test(const struct rows *rows, size_t row)
{
    const char *letter = rows_text_or_null(rows, row, KNOWN_OUTCOME);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0), "layer",
        value_text(rows, row, KNOWN_LAYER), "population", value_text(rows, row, KNOWN_POPULATION),
        "how", value_text(rows, row, KNOWN_HOW), "first_seen",
        value_time(rows, row, KNOWN_FIRST_SEEN), "late", value_bool(rows, row, KNOWN_LATE),
        "outcome", letter ? json_string(value_outcome(*letter)) : json_null(), "quarantine",
        value_int(rows, row, KNOWN_QUARANTINE));
}

static json_t *pack_excused(const struct rows *rows, size_t row)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:o, s:o}", "test",
        value_test(rows, row, 0), "layer", value_text(rows, row, EXCUSED_LAYER), "sha",
        value_text(rows, row, EXCUSED_SHA), "excused_by", value_text(rows, row, EXCUSED_BY),
        "quarantine", value_int(rows, row, EXCUSED_QUARANTINE), "incident",
        value_int(rows, row, EXCUSED_INCIDENT), "signature", "id",
        value_int(rows, row, EXCUSED_SIGNATURE_ID), "text",
        value_text(rows, row, EXCUSED_SIGNATURE), "report", value_int(rows, row, EXCUSED_REPORT),
        "build", value_int(rows, row, EXCUSED_BUILD), "received_at",
        value_time(rows, row, EXCUSED_RECEIVED_AT));
}

static json_t *pack_absent(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:{s:o, s:o}}", "test", value_test(rows, row, 0), "layer",
                     value_text(rows, row, ABSENT_LAYER), "job", value_text(rows, row, ABSENT_JOB),
                     "runs_before", "with", value_int(rows, row, ABSENT_RUNS), "looked_at",
                     value_int(rows, row, ABSENT_LOOKED));
}

static json_t *pack_neighbour(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "test", value_test(rows, row, 0), "layer",
                     value_text(rows, row, NEAR_LAYER), "events", value_int(rows, row, NEAR_EVENTS),
                     "rate", value_real(rows, row, NEAR_RATE), "rate_low",
                     value_real(rows, row, NEAR_LOW), "rate_high",
                     value_real(rows, row, NEAR_HIGH));
}

static json_t *pack_population(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "population", value_text(rows, row, POPULATION_NAME),
                     "share", value_real(rows, row, POPULATION_SHARE), "hit",
                     value_bool(rows, row, POPULATION_HIT), "tests",
                     value_int(rows, row, POPULATION_TESTS));
}

static json_t *pack_similar(const struct rows *rows, size_t row)
{
    enum { ID, TITLE, CATEGORY, SERVICE, DETECTED_AT, STATE, WORDS, SAME_CATEGORY, SAME_SERVICE };
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", value_int(rows, row, ID), "title",
        value_text(rows, row, TITLE), "category", value_text(rows, row, CATEGORY), "service",
        value_text(rows, row, SERVICE), "detected_at", value_time(rows, row, DETECTED_AT), "state",
        value_text(rows, row, STATE), "words", value_real(rows, row, WORDS), "same_category",
        value_bool(rows, row, SAME_CATEGORY), "same_service", value_bool(rows, row, SAME_SERVICE));
}

/* The first of a longer list, with how many there are in all. */
static json_t *pack_some(const struct rows *rows, value_packer *pack, int total)
{
    int64_t all = rows_count(rows) ? rows_int(rows, 0, total) : 0;
    return json_pack("{s:I, s:o}", "total", (json_int_t)all, "items", value_list(rows, pack));
}

/* ---- Gaps ---------------------------------------------------------------------------------- */

/* Columns of gap_list. */
enum { TYPE, STATE, FROM_DATA, WHY, EVIDENCE, WORD, DECIDED_AT };

static const char *decided_type(const struct rows *decided, const char *type)
{
    for (size_t row = 0; row < rows_count(decided); row++)
        if (strcmp(rows_text(decided, row, TYPE), type) == 0)
            return type;
    return NULL;
}

static json_t *pack_decided(const struct rows *rows, size_t row)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "gap_type", value_text(rows, row, TYPE),
                     "state", value_text(rows, row, STATE), "from_data",
                     value_bool(rows, row, FROM_DATA), "why", value_text(rows, row, WHY),
                     "evidence", value_json(rows, row, EVIDENCE), "word",
                     value_text(rows, row, WORD), "decided_at", value_time(rows, row, DECIDED_AT));
}

/* What was decided, then what waits for a word. */
static json_t *pack_gaps(const struct gap gaps[GAP__MAX], const struct rows *decided)
{
    json_t *list = value_list(decided, pack_decided);
    for (int i = 0; list && i < GAP__MAX; i++)
        if (gaps[i].why && !decided_type(decided, gap_words[i]))
            json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:s, s:O, s:n, s:n}", "gap_type",
                                                  gap_words[i], "state", "proposed", "from_data", 1,
                                                  "why", gaps[i].why, "evidence", gaps[i].evidence,
                                                  "word", "decided_at"));
    return list;
}

json_t *escape_pack(const struct facts *facts, const struct gap gaps[GAP__MAX],
                    const struct rows *decided)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "introduced",
                     pack_commit(facts, FACTS_INTRODUCED, FACTS_HEAD_INTRODUCED), "released",
                     pack_commit(facts, FACTS_RELEASED, FACTS_HEAD_RELEASED), "tests",
                     value_list(facts->tests, pack_test), "excused",
                     pack_some(facts->excused, pack_excused, EXCUSED_TOTAL), "absent",
                     pack_some(facts->absent, pack_absent, ABSENT_TOTAL), "neighbours",
                     value_list(facts->neighbours, pack_neighbour), "populations",
                     value_list(facts->populations, pack_population), "similar",
                     value_list(facts->similar, pack_similar), "gaps", pack_gaps(gaps, decided));
}

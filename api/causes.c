#include "api/causes.h"

#include <string.h>

#include "analyzer/flake/causes.h"
#include "api/values.h"

static json_t *pack_share(int numerator, int denominator)
{
    return json_pack("{s:i, s:i}", "numerator", numerator, "denominator", denominator);
}

static json_t *pack_reason(const struct cause_reason *reason)
{
    return json_pack("{s:s, s:i, s:i, s:o}", "text", reason->text, "numerator", reason->numerator,
                     "denominator", reason->denominator, "passing",
                     reason->passing_count ? pack_share(reason->passing, reason->passing_count)
                                           : json_null());
}

static json_t *pack_hint(const struct causes *causes, enum cause cause)
{
    json_t *reasons = json_array();
    for (int i = 0; i < causes->reason_count; i++)
        if (causes->reasons[i].cause == cause)
            json_array_append_new(reasons, pack_reason(&causes->reasons[i]));
    return json_pack("{s:s, s:f, s:o}", "hint", cause_words[cause], "weight",
                     causes->weights[cause], "reasons", reasons);
}

static json_t *pack_unknown(const struct causes *causes)
{
    return json_pack("{s:s, s:f, s:[{s:s, s:i, s:i, s:o}]}", "hint", "unknown", "weight", 0.0,
                     "reasons", "text", "nothing sets failing runs apart from passing ones",
                     "numerator", causes->failing, "denominator", causes->failing + causes->passing,
                     "passing", json_null());
}

static json_t *pack(const struct causes *causes)
{
    json_t *list = json_array();
    double weights[CAUSE__MAX];
    memcpy(weights, causes->weights, sizeof weights);
    enum cause cause;
    while ((cause = causes_first(weights)) != CAUSE__MAX) {
        json_array_append_new(list, pack_hint(causes, cause));
        weights[cause] = 0;
    }
    if (json_array_size(list) == 0 && causes->failing > 0)
        json_array_append_new(list, pack_unknown(causes));
    return list;
}

json_t *causes_pack_noted(const struct rows *rows, size_t row, int first)
{
    enum { HINT, WEIGHT, REASON, NUMERATOR, DENOMINATOR, PASSING, PASSING_COUNT };
    if (rows_null(rows, row, first + HINT))
        return json_null();
    json_t *passing = rows_null(rows, row, first + PASSING)
                          ? json_null()
                          : pack_share((int)rows_int(rows, row, first + PASSING),
                                       (int)rows_int(rows, row, first + PASSING_COUNT));
    return json_pack(
        "{s:o, s:o, s:[{s:o, s:o, s:o, s:o}]}", "hint", value_text(rows, row, first + HINT),
        "weight", value_real(rows, row, first + WEIGHT), "reasons", "text",
        value_text(rows, row, first + REASON), "numerator", value_int(rows, row, first + NUMERATOR),
        "denominator", value_int(rows, row, first + DENOMINATOR), "passing", passing);
}

enum err_code causes_add(struct request *request, int32_t test_id, json_t *test, struct err *err)
{
    struct cause_run *runs;
    size_t count;
    struct causes causes;
    try_(causes_read(request_db(request), request_project_id(request), test_id,
                     request_arena(request), &runs, &count, err));
    causes_find(runs, count, &causes);
    return json_object_set_new(test, "causes", pack(&causes)) == 0 ? ERR_OK : err_nomem(err);
}

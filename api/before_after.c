/* Escapes of a category in a service before and after something was changed. */
#include "analyzer/escape/told.h"
#include "analyzer/escape/watch.h"
#include "api/escape_window.h"
#include "api/filters.h"
#include "api/resources.h"

static json_t *pack(const struct watch_counts *counts)
{
    return json_pack("{s:o, s:o, s:o, s:{s:I, s:I}, s:o, s:s}", "changed_at",
                     told_time(counts->changed_at), "began", told_time(counts->began),
                     "last_escape", told_time(counts->last_escape), "caught", "before",
                     (json_int_t)counts->catches[0], "after", (json_int_t)counts->catches[1],
                     "comparison", told_comparison(&counts->comparison, counts->units), "note",
                     words_regression);
}

enum err_code before_after_show(struct request *request, struct reply *reply, struct err *err)
{
    struct escape_window window;
    struct watch_counts counts;
    int64_t at;
    try_(escape_window_read(request, &window, err));
    try_(filter_time(request, "at", &at, err));
    if (!window.category || !window.service_id)
        return err_set(err, ERR_INVALID,
                       "query parameters \"category\" and \"service\": both are needed");
    try_(watch_count(request_db(request), request_project_id(request), window.category,
                     window.service_id, at, request_now(request), &counts, err));
    return reply_json(reply, 200, pack(&counts), err);
}

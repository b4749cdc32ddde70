#include "api/impact.h"

#include <math.h>

#include "analyzer/flake/impact.h"
#include "api/values.h"

enum err_code impact_window(const struct request *request, int *days, struct err *err)
{
    static const char *const windows[] = {"7", "28", "90", "365", NULL};
    int index;
    try_(request_query_choice(request, "window", windows, &index, err));
    *days = index < 0 ? IMPACT_WINDOW_DEFAULT : impact_windows[index];
    return ERR_OK;
}

/* Null where the project sets no price. */
static json_t *pack_money(double amount, const char *currency)
{
    return isnan(amount) ? json_null()
                         : json_pack("{s:f, s:s}", "amount", amount, "currency", currency);
}

json_t *impact_pack(const struct rows *rows, size_t row, int first, const struct settings *settings)
{
    enum { WINDOW, FAILED, BLOCKED, DELAYED, RETRY_SECONDS, RETRIED, NEVER_PASSED, WAITED, LOST };
    if (rows_null(rows, row, first + WINDOW))
        return json_null();
    double retry_seconds = rows_real(rows, row, first + RETRY_SECONDS);
    double waited = rows_real(rows, row, first + WAITED);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:f, s:f, s:f, s:{s:o, s:o}, s:o}", "window_days",
        value_int(rows, row, first + WINDOW), "builds_failed", value_int(rows, row, first + FAILED),
        "builds_blocked", value_int(rows, row, first + BLOCKED), "builds_delayed",
        value_int(rows, row, first + DELAYED), "retry_seconds", retry_seconds, "wait_minutes",
        waited, "minutes_lost", rows_real(rows, row, first + LOST) / 60, "all_retries_failed",
        "numerator", value_int(rows, row, first + NEVER_PASSED), "denominator",
        value_int(rows, row, first + RETRIED), "cost",
        pack_money(impact_cost(settings, retry_seconds, waited), settings->currency));
}

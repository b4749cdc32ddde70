#include "ingest/text_budget.h"

#include <string.h>

#include "common/config.h"

/* How many times the budget is spent: 0, 1, or 2 for more. */
static int level(const struct report *report)
{
    size_t budget = (size_t)config.max_report_text_bytes;
    return report->text_bytes < budget ? 0 : report->text_bytes - budget < budget ? 1 : 2;
}

static size_t limit_at(int spent)
{
    size_t limit = (size_t)config.max_text_bytes;
    size_t shorter = spent == 0 ? limit : spent == 1 ? TEXT_SHORT_BYTES : TEXT_WORDS_BYTES;
    return shorter < limit ? shorter : limit;
}

size_t text_budget_limit(const struct report *report)
{
    return limit_at(level(report));
}

void text_budget_spend(struct report *report, uint32_t file, const char *text)
{
    int before = level(report);
    report->text_bytes += strlen(text);
    int after = level(report);
    if (after > before)
        report_warn(report, file, "texts_shortened", 0, 0,
                    "the texts of failures have %zu bytes so far (max_report_text_bytes is %lld); "
                    "from here on %zu bytes of each are kept",
                    report->text_bytes, (long long)config.max_report_text_bytes, limit_at(after));
}

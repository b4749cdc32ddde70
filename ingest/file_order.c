#include "ingest/file_order.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

struct order {
    struct report *report;
    size_t first, count;
    uint32_t *from; /* by new place: the old one, both counted from @first */
    uint32_t *to;   /* by old place */
};

/* As a walk through the folders meets them: what is before the slash counts first. */
static int compare_paths(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    unsigned char x = (unsigned char)*a, y = (unsigned char)*b;
    if (x == y)
        return 0;
    if (x == '\0' || y == '\0')
        return x == '\0' ? -1 : 1;
    if (x == '/' || y == '/')
        return x == '/' ? -1 : 1;
    return x < y ? -1 : 1;
}

static int by_name(const void *a, const void *b, void *context)
{
    const struct order *order = context;
    const struct report_file *files = order->report->files + order->first;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int sign = compare_paths(files[x].name, files[y].name);
    return sign ? sign : x < y ? -1 : x > y;
}

static bool is_settled(const struct order *order)
{
    for (size_t i = 0; i < order->count; i++)
        if (order->from[i] != i)
            return false;
    return true;
}

static enum err_code move_files(const struct order *order, struct err *err)
{
    struct report_file *files = order->report->files + order->first;
    auto_free struct report_file *before = calloc(order->count, sizeof *before);
    if (!before)
        return err_nomem(err);
    memcpy(before, files, order->count * sizeof *before);
    for (size_t i = 0; i < order->count; i++)
        files[i] = before[order->from[i]];
    return ERR_OK;
}

/* The cases stand file by file: each run of them is moved as one. */
static enum err_code move_cases(const struct order *order, struct err *err)
{
    struct report *report = order->report;
    size_t start = report->case_count;
    while (start > 0 && report->cases[start - 1].file_index >= order->first)
        start--;
    size_t count = report->case_count - start;
    auto_free struct report_case *before = malloc((count + 1) * sizeof *before);
    auto_free size_t *places = calloc(order->count + 1, sizeof *places);
    if (!before || !places)
        return err_nomem(err);
    memcpy(before, report->cases + start, count * sizeof *before);
    for (size_t i = 0; i < count; i++)
        places[order->to[before[i].file_index - order->first] + 1]++;
    for (size_t i = 0; i < order->count; i++)
        places[i + 1] += places[i];
    for (size_t i = 0; i < count; i++) {
        uint32_t file = order->to[before[i].file_index - order->first];
        struct report_case *row = &report->cases[start + places[file]++];
        *row = before[i];
        row->file_index = (uint32_t)order->first + file;
    }
    return ERR_OK;
}

static int by_file(const void *a, const void *b)
{
    const struct report_warning *x = a, *y = b;
    if (x->file_index != y->file_index)
        return x->file_index < y->file_index ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static void move_warnings(const struct order *order)
{
    struct report *report = order->report;
    size_t start = report->warning_count;
    while (start > 0 && report->warnings[start - 1].file_index >= order->first)
        start--;
    for (size_t i = start; i < report->warning_count; i++) {
        struct report_warning *warning = &report->warnings[i];
        warning->file_index =
            (uint32_t)order->first + order->to[warning->file_index - order->first];
    }
    if (report->warning_count > start)
        qsort(report->warnings + start, report->warning_count - start, sizeof *report->warnings,
              by_file);
}

enum err_code file_order_settle(struct report *report, size_t first, struct err *err)
{
    size_t count = report->file_count - first;
    auto_free uint32_t *from = calloc(count + 1, sizeof *from);
    auto_free uint32_t *to = calloc(count + 1, sizeof *to);
    struct order order = {report, first, count, from, to};
    if (!from || !to)
        return err_nomem(err);
    for (size_t i = 0; i < count; i++)
        from[i] = (uint32_t)i;
    qsort_r(from, count, sizeof *from, by_name, &order);
    if (is_settled(&order))
        return ERR_OK;
    for (size_t i = 0; i < count; i++)
        to[from[i]] = (uint32_t)i;
    try_(move_files(&order, err));
    try_(move_cases(&order, err));
    move_warnings(&order);
    return ERR_OK;
}

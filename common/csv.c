#include "common/csv.h"

#include <stdlib.h>
#include <string.h>

/* A faulty record may have swallowed lines that are none of it (a quote that is never closed): they
 * are read again as records of their own, as long as patience lasts. */
enum { PATIENCE = 8 };

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Which of the three stands most often in the first line, outside of quotes. */
static char find_separator(const char *at, const char *end)
{
    static const char candidates[] = {',', ';', '\t'};
    size_t counts[sizeof candidates] = {0};
    bool quoted = false;
    for (; at < end && (quoted || !is_line_end(*at)); at++) {
        quoted ^= *at == '"';
        for (size_t i = 0; !quoted && i < sizeof candidates; i++)
            counts[i] += *at == candidates[i];
    }
    size_t best = 0;
    for (size_t i = 1; i < sizeof candidates; i++)
        best = counts[i] > counts[best] ? i : best;
    return candidates[best];
}

void csv_open(struct csv *csv, const char *bytes, size_t len)
{
    *csv = (struct csv){.at = bytes, .end = bytes + len, .number = 1, .line = 1};
    if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        csv->at += 3;
    csv->separator = find_separator(csv->at, csv->end);
    csv->patience = PATIENCE * len;
}

void csv_close(struct csv *csv)
{
    text_free(&csv->bytes);
    free(csv->starts);
    csv->starts = NULL;
}

const char *csv_cell(const struct csv *csv, size_t cell)
{
    return csv->bytes.data + csv->starts[cell];
}

/* Steps over one line end. */
static void end_line(struct csv *csv)
{
    bool pair = csv->end - csv->at > 1 && csv->at[0] == '\r' && csv->at[1] == '\n';
    csv->at += pair ? 2 : 1;
    csv->line++;
}

static void skip_blank_lines(struct csv *csv)
{
    for (; csv->at < csv->end && is_line_end(*csv->at); csv->number++)
        end_line(csv);
}

static bool add_cell(struct csv *csv)
{
    if (csv->count == csv->capacity) {
        size_t wanted = csv->capacity ? csv->capacity * 2 : 32;
        size_t *grown = reallocarray(csv->starts, wanted, sizeof *grown);
        if (!grown)
            return false;
        csv->starts = grown;
        csv->capacity = wanted;
    }
    csv->starts[csv->count++] = csv->bytes.len;
    return true;
}

static void find_fault(struct csv_record *record, size_t cell, const char *fault)
{
    if (record->fault)
        return;
    record->fault = fault;
    record->fault_cell = cell;
}

/* From behind the opening quote to behind the closing one. */
static void read_quoted(struct csv *csv, struct csv_record *record)
{
    while (csv->at < csv->end) {
        if (*csv->at == '"') {
            csv->at++;
            if (csv->at == csv->end || *csv->at != '"')
                return;
        }
        if (*csv->at == '\0')
            find_fault(record, csv->count - 1, "it has a zero byte");
        if (is_line_end(*csv->at)) {
            const char *from = csv->at;
            end_line(csv);
            text_append(&csv->bytes, from, (size_t)(csv->at - from));
        } else {
            text_putc(&csv->bytes, *csv->at++);
        }
        if (csv->bytes.len - csv->starts[csv->count - 1] > CSV_CELL_MAX)
            return;
    }
    find_fault(record, csv->count - 1, "the quote that begins it is never closed");
}

/* Up to the separator or the end of the line. */
static void read_plain(struct csv *csv, struct csv_record *record, const char *quote_fault)
{
    const char *from = csv->at;
    while (csv->at < csv->end && *csv->at != csv->separator && !is_line_end(*csv->at)) {
        if (*csv->at == '\0')
            find_fault(record, csv->count - 1, "it has a zero byte");
        if (*csv->at == '"' && quote_fault)
            find_fault(record, csv->count - 1, quote_fault);
        csv->at++;
    }
    text_append(&csv->bytes, from, (size_t)(csv->at - from));
}

static void read_cell(struct csv *csv, struct csv_record *record)
{
    size_t start = csv->bytes.len;
    bool quoted = csv->at < csv->end && *csv->at == '"';
    if (quoted) {
        csv->at++;
        read_quoted(csv, record);
        if (csv->at < csv->end && *csv->at != csv->separator && !is_line_end(*csv->at))
            find_fault(record, csv->count - 1, "something stands behind its closing quote");
    }
    read_plain(csv, record, quoted ? NULL : "it has a quote and does not begin with one");
    if (csv->bytes.len - start > CSV_CELL_MAX)
        find_fault(record, csv->count - 1, "it is longer than 1 MiB");
    text_putc(&csv->bytes, '\0');
}

static enum err_code read_record(struct csv *csv, struct csv_record *record, struct err *err)
{
    for (;;) {
        if (csv->count == CSV_CELLS_MAX) {
            find_fault(record, csv->count - 1, "more than 1000 cells");
            while (csv->at < csv->end && !is_line_end(*csv->at))
                csv->at++;
        } else if (!add_cell(csv)) {
            return err_nomem(err);
        } else {
            read_cell(csv, record);
        }
        if (csv->bytes.failed)
            return err_nomem(err);
        if (csv->at == csv->end || *csv->at != csv->separator)
            break;
        csv->at++;
    }
    if (csv->at < csv->end)
        end_line(csv);
    return ERR_OK;
}

enum err_code csv_next(struct csv *csv, struct csv_record *record, bool *more, struct err *err)
{
    skip_blank_lines(csv);
    *more = csv->at < csv->end;
    if (!*more)
        return ERR_OK;
    const char *begin = csv->at;
    *record = (struct csv_record){.number = csv->number++, .line = csv->line};
    text_clear(&csv->bytes);
    csv->count = 0;
    try_(read_record(csv, record, err));
    record->count = csv->count;
    size_t again = (size_t)(csv->at - begin);
    if (record->fault && csv->line > record->line + 1 && again <= csv->patience) {
        csv->patience -= again;
        csv->at = begin;
        csv->line = record->line;
        while (csv->at < csv->end && !is_line_end(*csv->at))
            csv->at++;
        end_line(csv);
    }
    return ERR_OK;
}

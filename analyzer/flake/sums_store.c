/* Rows of the tally are cumulative. A day's row begins as a copy of the last one before it; what
 * arrives for a day adds to its row and to all later ones. Some chunks are written at a time, so
 * that memory does not grow with the number of tests. */
#include "analyzer/flake/sums.h"

#include <string.h>

#include "common/db_arrays.h"

static const char *const class_names[SUMS_CLASS__MAX] = {"protected", "other"};

enum { GROUP = 8 /* chunks of a round trip */ };

/* Columns of tally_latest.sql and tally_later.sql. */
enum { CHUNK, DAY, RUNS, FAILURES, FLAKES, SKIPS, COMMITS, SECONDS };

/* A row of the tally, with room for a whole chunk. */
struct row {
    int32_t counts[COMMITS - RUNS + 1][SUMS_CHUNK];
    double seconds[SUMS_CHUNK];
    size_t len;
};

struct storing {
    struct db *db;
    int32_t project_id;
    const struct sums_day *day;
    struct row *row; /* the one that is worked on */
};

static void read_row(struct row *row, const struct rows *rows, size_t at)
{
    size_t count;
    memset(row, 0, sizeof *row);
    for (int column = RUNS; column <= COMMITS; column++) {
        const unsigned char *elements = rows_elements(rows, at, column, &count);
        for (size_t i = 0; i < count && i < SUMS_CHUNK; i++)
            row->counts[column - RUNS][i] = elements_int(elements, i);
    }
    const unsigned char *elements = rows_elements(rows, at, SECONDS, &count);
    for (size_t i = 0; i < count && i < SUMS_CHUNK; i++)
        row->seconds[i] = elements_double(elements, i);
    row->len = count < SUMS_CHUNK ? count : SUMS_CHUNK;
}

static void add_counts(int32_t *to, const int32_t *from, size_t *len)
{
    for (size_t i = 0; i < SUMS_CHUNK; i++) {
        to[i] += from[i];
        if (from[i] && i >= *len)
            *len = i + 1;
    }
}

static void add_chunk(struct row *row, const struct sums_chunk *chunk)
{
    const int32_t *const counts[] = {chunk->runs, chunk->failures, chunk->flakes, chunk->skips,
                                     chunk->commits};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        add_counts(row->counts[i], counts[i], &row->len);
    for (size_t i = 0; i < SUMS_CHUNK; i++) {
        row->seconds[i] += (double)chunk->ticks[i] / 1048576;
        if (chunk->ticks[i] && i >= row->len)
            row->len = i + 1;
    }
}

static enum err_code put(const struct storing *storing, int32_t day, int32_t chunk, struct err *err)
{
    const struct row *row = storing->row;
    auto_params struct params params = {0};
    params_int(&params, storing->project_id);
    params_text(&params, class_names[storing->day->class]);
    params_int(&params, day);
    params_int(&params, chunk);
    for (int column = RUNS; column <= COMMITS; column++)
        params_int_array(&params, row->counts[column - RUNS], row->len, sizeof(int32_t));
    params_double_array(&params, row->seconds, row->len, sizeof(double));
    return db_run(storing->db, QUERY_TALLY_PUT, &params, NULL, err);
}

static enum err_code read_rows(const struct storing *storing, enum query query,
                               const int32_t *chunks, size_t count, struct rows **rows,
                               struct err *err)
{
    auto_params struct params params = {.binary_rows = true};
    params_int(&params, storing->project_id);
    params_text(&params, class_names[storing->day->class]);
    params_int(&params, storing->day->day);
    params_int_array(&params, chunks, count, sizeof *chunks);
    return db_run(storing->db, query, &params, rows, err);
}

/* The row of the day itself, from the last one before it or from nothing. */
static enum err_code store_day(const struct storing *storing, const int32_t *chunks, size_t count,
                               struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(read_rows(storing, QUERY_TALLY_LATEST, chunks, count, &rows, err));
    for (size_t i = 0; i < count; i++) {
        memset(storing->row, 0, sizeof *storing->row);
        for (size_t at = 0; at < rows_count(rows); at++)
            if (rows_int(rows, at, CHUNK) == chunks[i])
                read_row(storing->row, rows, at);
        add_chunk(storing->row, storing->day->chunks[chunks[i]]);
        try_(put(storing, storing->day->day, chunks[i], err));
    }
    return ERR_OK;
}

/* Only a report that is folded after those of a later day finds such rows. */
static enum err_code store_later(const struct storing *storing, const int32_t *chunks, size_t count,
                                 struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(read_rows(storing, QUERY_TALLY_LATER, chunks, count, &rows, err));
    for (size_t at = 0; at < rows_count(rows); at++) {
        int32_t chunk = (int32_t)rows_int(rows, at, CHUNK);
        read_row(storing->row, rows, at);
        add_chunk(storing->row, storing->day->chunks[chunk]);
        try_(put(storing, (int32_t)rows_int(rows, at, DAY), chunk, err));
    }
    return ERR_OK;
}

enum err_code sums_store(struct db *db, int32_t project_id, struct sums *sums, struct err *err)
{
    struct row *row = arena_alloc(&sums->arena, sizeof *row);
    if (!row)
        return err_nomem(err);
    for (const struct sums_day *day = sums->days; day; day = day->next) {
        const struct storing storing = {.db = db, .project_id = project_id, .day = day, .row = row};
        for (size_t next = 0; next < day->chunk_count;) {
            int32_t chunks[GROUP];
            size_t count = 0;
            for (; next < day->chunk_count && count < GROUP; next++)
                if (day->chunks[next])
                    chunks[count++] = (int32_t)next;
            if (count == 0)
                break;
            try_(store_day(&storing, chunks, count, err));
            try_(store_later(&storing, chunks, count, err));
        }
    }
    return ERR_OK;
}

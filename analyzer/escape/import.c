#include "analyzer/escape/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/escape/watch.h"
#include "common/auto.h"
#include "common/csv.h"

/* What is under way. */
struct run {
    struct import *import;
    struct db *db;
    struct defect_words words;
    struct arena arena; /* of the chunk */
    json_t *chunk;      /* bugs to be stored */
    json_t *keys;       /* of the file, each with its row */
};

/* A row as it was read. */
struct row {
    size_t number, line;
    const char *key;
    struct defect_fields fields;
    const char *columns[DEFECT_FIELDS + 1]; /* where each came from; the last: its key */
};

/* ---- Faults ---------------------------------------------------------------------------------- */

static const char *keep(struct arena *arena, const char *text)
{
    return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static enum err_code refuse(struct import *import, const struct row *row, int target,
                            const char *reason, struct err *err)
{
    struct import_fault *grown = arena_grow(&import->arena, import->faults, import->fault_count,
                                            &import->fault_capacity, sizeof *import->faults);
    if (!grown)
        return err_nomem(err);
    bool named = target < IMPORT_LEFT_OUT;
    import->faults = grown;
    import->faults[import->fault_count++] =
        (struct import_fault){.row = row->number,
                              .line = row->line,
                              .column = keep(&import->arena, named ? row->columns[target] : NULL),
                              .name = named ? import_map_name(target) : NULL,
                              .key = keep(&import->arena, row->key),
                              .reason = keep(&import->arena, reason)};
    return import->faults[import->fault_count - 1].reason ? ERR_OK : err_nomem(err);
}

/* ---- Storing --------------------------------------------------------------------------------- */

static enum err_code store(struct run *run, struct rows **rows, struct err *err)
{
    const struct import *import = run->import;
    auto_params struct params params = {0};
    auto_free char *text = json_dumps(run->chunk, JSON_COMPACT);
    if (!text)
        return err_nomem(err);
    params_int(&params, import->project_id);
    params_time(&params, import->now);
    params_text(&params, text);
    params_text(&params, import->actor);
    params_text(&params, "defect.import");
    params_text(&params, import->reason);
    return db_run(run->db, QUERY_DEFECT_ADD, &params, rows, err);
}

static enum err_code flush(struct run *run, struct err *err)
{
    struct import *import = run->import;
    auto_rows struct rows *rows = NULL;
    size_t told = json_array_size(run->chunk);
    if (told == 0)
        return ERR_OK;
    try_(store(run, &rows, err));
    import->stored += rows_count(rows);
    import->already += told - rows_count(rows);
    json_array_clear(run->chunk);
    arena_free(&run->arena);
    return ERR_OK;
}

/* ---- One row --------------------------------------------------------------------------------- */

static enum err_code check_key(struct run *run, const struct row *row, const char **fault,
                               char text[80], struct err *err)
{
    *fault = NULL;
    if (!row->key || !*row->key)
        *fault = "it is needed: by it the same row is known when it comes again";
    else if (strlen(row->key) > DEFECT_KEY_MAX)
        *fault = "it is longer than 200 bytes";
    else if (!text_is_utf8(row->key, strlen(row->key)) || strpbrk(row->key, "\r\n\t"))
        *fault = "it is no UTF-8 of one line";
    if (*fault)
        return ERR_OK;
    const json_t *before = json_object_get(run->keys, row->key);
    if (before) {
        snprintf(text, 80, "row %lld has the same", json_integer_value(before));
        *fault = text;
        return ERR_OK;
    }
    return json_object_set_new(run->keys, row->key, json_integer((json_int_t)row->number)) == 0
               ? ERR_OK
               : err_nomem(err);
}

static enum err_code take_row(struct run *run, struct row *row, struct err *err)
{
    struct import *import = run->import;
    struct defect_record record = {.source = import->source, .key = row->key};
    struct defect_change change = {
        .by = DEFECT_BY_IMPORT, .now = import->now, .arena = &run->arena};
    enum defect_field at = DEFECT_TITLE;
    struct err why = {0};
    const char *fault;
    char text[80];
    try_(check_key(run, row, &fault, text, err));
    if (fault)
        return refuse(import, row, IMPORT_KEY, fault, err);
    import_map_defaults(&import->map, &row->fields);
    enum err_code code = defect_read(&row->fields, &run->words, &run->arena, &at, &why);
    change.fields = row->fields;
    if (code == ERR_OK)
        code = defect_apply(&record, &change, &run->words, &at, &why);
    if (code == ERR_INVALID)
        return refuse(import, row, (int)at, why.message, err);
    if (code != ERR_OK || json_array_append_new(run->chunk, defect_pack(&record)) != 0)
        return err_nomem(err);
    return json_array_size(run->chunk) == IMPORT_CHUNK ? flush(run, err) : ERR_OK;
}

static void give(const struct run *run, struct row *row, int target, const char *column,
                 const char *text)
{
    if (target >= IMPORT_LEFT_OUT)
        return;
    text = text && *text ? import_map_value(&run->import->map, target, text) : NULL;
    row->columns[target] = column;
    if (target == IMPORT_KEY)
        row->key = text;
    else if (text && *text)
        defect_give(&row->fields, (enum defect_field)target, text);
}

static enum err_code count_row(struct run *run, double share, struct err *err)
{
    struct import *import = run->import;
    if (++import->rows > IMPORT_ROWS_MAX)
        return err_set(err, ERR_LIMIT, "more than %d rows: split the file", IMPORT_ROWS_MAX);
    if (import->progress && import->rows % IMPORT_CHUNK == 0)
        import->progress(import->context, share, import->rows);
    return ERR_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

struct header {
    const char **names;
    int *targets;
    size_t count;
};

static enum err_code check_header(const struct header *header, const struct import_map *map,
                                  struct err *err)
{
    static const int needed[] = {IMPORT_KEY, DEFECT_TITLE, DEFECT_DETECTED_AT};
    const char *from[DEFECT_FIELDS + 1] = {NULL};
    for (size_t i = 0; i < header->count; i++) {
        int target = header->targets[i];
        if (target == IMPORT_UNKNOWN)
            return err_set(err, ERR_INVALID,
                           "column \"%.100s\" is no field of a bug: map it to one, or to null to "
                           "leave it out",
                           header->names[i]);
        if (target == IMPORT_LEFT_OUT)
            continue;
        if (from[target])
            return err_set(err, ERR_INVALID, "columns \"%.100s\" and \"%.100s\" both give %s",
                           from[target], header->names[i], import_map_name(target));
        from[target] = header->names[i];
    }
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!from[needed[i]] && !json_object_get(map->defaults, import_map_name(needed[i])))
            return err_set(err, ERR_INVALID, "no column gives %s: map one to it",
                           import_map_name(needed[i]));
    return ERR_OK;
}

static enum err_code read_header(struct run *run, struct csv *csv, struct header *header,
                                 struct err *err)
{
    struct arena *arena = &run->import->arena;
    struct csv_record record;
    bool more;
    try_(csv_next(csv, &record, &more, err));
    if (!more)
        return err_set(err, ERR_INVALID, "the file is empty: its first row names the columns");
    if (record.fault)
        return err_set(err, ERR_INVALID, "the first row names the columns, and its cell %zu: %s",
                       record.fault_cell + 1, record.fault);
    header->count = record.count;
    header->names = arena_zalloc(arena, record.count, sizeof *header->names);
    header->targets = arena_zalloc(arena, record.count, sizeof *header->targets);
    if (!header->names || !header->targets)
        return err_nomem(err);
    for (size_t i = 0; i < record.count; i++) {
        header->names[i] = keep(arena, csv_cell(csv, i));
        if (!header->names[i])
            return err_nomem(err);
        header->targets[i] = import_map_column(&run->import->map, header->names[i]);
    }
    return check_header(header, &run->import->map, err);
}

static enum err_code take_record(struct run *run, const struct csv *csv,
                                 const struct csv_record *record, const struct header *header,
                                 struct err *err)
{
    struct row row = {.number = record->number, .line = record->line};
    char reason[120];
    if (record->fault) {
        snprintf(reason, sizeof reason, "cell %zu: %s", record->fault_cell + 1, record->fault);
        return refuse(run->import, &row, IMPORT_UNKNOWN, reason, err);
    }
    for (size_t i = 0; i < header->count && i < record->count; i++)
        give(run, &row, header->targets[i], header->names[i], csv_cell(csv, i));
    if (record->count != header->count) {
        snprintf(reason, sizeof reason, "it has %zu cells and the first row %zu", record->count,
                 header->count);
        return refuse(run->import, &row, IMPORT_UNKNOWN, reason, err);
    }
    return take_row(run, &row, err);
}

static enum err_code read_records(struct run *run, struct csv *csv, struct err *err)
{
    struct header header = {.count = 0};
    struct csv_record record;
    bool more;
    try_(read_header(run, csv, &header, err));
    for (;;) {
        try_(csv_next(csv, &record, &more, err));
        if (!more)
            return flush(run, err);
        try_(take_record(run, csv, &record, &header, err));
        try_(count_row(run, 1 - (double)(csv->end - csv->at) / (double)run->import->len, err));
    }
}

static enum err_code read_csv(struct run *run, struct err *err)
{
    struct csv csv;
    csv_open(&csv, run->import->bytes, run->import->len);
    enum err_code code = read_records(run, &csv, err);
    csv_close(&csv);
    return code;
}

/* ---- A JSON object a line -------------------------------------------------------------------- */

/* What a member says as text; NULL: nothing that can be kept as it is. A number with a fraction is
 * taken when its digits are all there is to it. */
static enum err_code member_text(const json_t *value, struct arena *arena, const char **text,
                                 struct err *err)
{
    char number[32];
    *text = json_is_string(value)  ? json_string_value(value)
            : json_is_true(value)  ? "true"
            : json_is_false(value) ? "false"
                                   : NULL;
    if (!json_is_number(value))
        return ERR_OK;
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%lld", json_integer_value(value));
    else
        snprintf(number, sizeof number, "%.15g", json_real_value(value));
    if (json_is_real(value) && strtod(number, NULL) != json_real_value(value))
        return ERR_OK;
    *text = keep(arena, number);
    return *text ? ERR_OK : err_nomem(err);
}

static enum err_code take_object(struct run *run, json_t *object, struct row *row, struct err *err)
{
    const char *name, *text;
    const json_t *value;
    char reason[160];
    json_object_foreach(object, name, value)
    {
        int target = import_map_column(&run->import->map, name);
        if (target == IMPORT_UNKNOWN) {
            snprintf(reason, sizeof reason,
                     "\"%.60s\" is no field of a bug: map it to one, or to null to leave it out",
                     name);
            return refuse(run->import, row, IMPORT_UNKNOWN, reason, err);
        }
        if (target == IMPORT_LEFT_OUT || json_is_null(value))
            continue;
        try_(member_text(value, &run->arena, &text, err));
        row->columns[target] = name;
        if (!text)
            return refuse(run->import, row, target,
                          "text, a number or a truth; a number of many digits is given as text",
                          err);
        give(run, row, target, name, text);
    }
    return take_row(run, row, err);
}

static enum err_code take_line(struct run *run, const char *line, size_t len, size_t number,
                               struct err *err)
{
    struct row row = {.number = number, .line = number};
    json_error_t where;
    json_t *object = json_loadb(line, len, JSON_REJECT_DUPLICATES, &where);
    enum err_code code;
    if (json_is_object(object)) {
        code = take_object(run, object, &row, err);
    } else {
        char reason[240];
        snprintf(reason, sizeof reason, "no JSON object: %.200s",
                 object ? "it is something else" : where.text);
        code = refuse(run->import, &row, IMPORT_UNKNOWN, reason, err);
    }
    json_decref(object);
    return code;
}

static enum err_code read_lines(struct run *run, struct err *err)
{
    const char *at = run->import->bytes, *end = at + run->import->len;
    if (end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    for (size_t number = 1; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop ? stop : end) - at), blank = 0;
        while (blank < len && strchr(" \t\r", at[blank]) && at[blank])
            blank++;
        if (blank < len) {
            try_(take_line(run, at, len, number, err));
            try_(count_row(run, 1 - (double)(end - at) / (double)run->import->len, err));
        }
        at += len + (stop != NULL);
    }
    return flush(run, err);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static enum err_code read_all(struct run *run, struct err *err)
{
    struct import *import = run->import;
    try_(defect_words_load(run->db, import->project_id, &import->arena, &run->words, err));
    try_(import->jsonl ? read_lines(run, err) : read_csv(run, err));
    if (import->stored)
        try_(watch_evaluate(run->db, import->project_id, NULL, NULL, import->now, err));
    import->undone = import->dry_run || (import->whole && import->fault_count);
    return import->undone ? err_set(err, ERR_CONFLICT, "all went well, and is undone") : ERR_OK;
}

static enum err_code work(struct db *db, void *context, struct err *err)
{
    struct import *import = context;
    struct run run = {.import = import, .db = db, .chunk = json_array(), .keys = json_object()};
    import_free(import); /* of a try before */
    import->rows = import->stored = import->already = 0;
    import->undone = false;
    enum err_code code = run.chunk && run.keys ? read_all(&run, err) : err_nomem(err);
    json_decref(run.chunk);
    json_decref(run.keys);
    arena_free(&run.arena);
    return code;
}

enum err_code import_run(struct db *db, struct import *import, struct err *err)
{
    struct err why = {0};
    if (import->len > IMPORT_BYTES_MAX)
        return err_set(err, ERR_LIMIT, "more than 512 MiB: split the file");
    if (import->len >= 2 &&
        (memcmp(import->bytes, "\xFF\xFE", 2) == 0 || memcmp(import->bytes, "\xFE\xFF", 2) == 0))
        return err_set(err, ERR_INVALID, "it is UTF-16: save it as UTF-8");
    enum err_code code = db_transaction(db, work, import, &why);
    return code == ERR_OK || import->undone ? ERR_OK : err_set(err, code, "%s", why.message);
}

void import_free(struct import *import)
{
    arena_free(&import->arena);
    import->faults = NULL;
    import->fault_count = import->fault_capacity = 0;
}

#include "api/refusal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/config.h"
#include "ingest/mask.h"

/* ---- What nobody should read ---------------------------------------------------------------- */

/* Where the secret of an address ends whose authority starts at @start; NULL: it has none. What
 * stands before an @ is one; so is what follows a colon and is no port, up to the last @ of the
 * word: a password with a slash in it. */
static const char *secret_end(const char *start)
{
    size_t authority = strcspn(start, "/?# \t\"'<>"), word = strcspn(start, " \t\"'<>");
    const char *at = memrchr(start, '@', authority);
    if (at)
        return at;
    const char *colon = memchr(start, ':', authority);
    if (colon && (size_t)(colon + 1 - start) < authority && !isdigit((unsigned char)colon[1]))
        return memrchr(start, '@', word);
    return NULL;
}

/* Tokens as this service makes them; a start of one is enough. */
static size_t token_length(const char *text)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    size_t hex = strncmp(text, "esc_", 4) == 0 ? strspn(text + 4, digits) : 0;
    return hex >= 8 ? 4 + hex : 0;
}

/* How many bytes at @text are of a character that is not shown as it stands: control characters,
 * turned writing, bytes that are no UTF-8. 0: it is fit to be shown. */
static size_t unfit(const char *text)
{
    unsigned char first = (unsigned char)*text;
    if (first < 0x80)
        return iscntrl(first) ? 1 : 0;
    if (first == 0xC2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xA0)
        return 2;
    unsigned char second = (unsigned char)text[1], third = second ? (unsigned char)text[2] : 0;
    /* U+202A to U+202E and U+2066 to U+2069 */
    if (first == 0xE2 && ((second == 0x80 && third >= 0xAA && third <= 0xAE) ||
                          (second == 0x81 && third >= 0xA6 && third <= 0xA9)))
        return 3;
    size_t len = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return strnlen(text, len) == len && text_is_utf8(text, len) ? 0 : 1;
}

void refusal_clean(const char *text, struct text *clean)
{
    while (*text) {
        size_t skipped = token_length(text);
        if (skipped) {
            text_puts(clean, "esc_***");
        } else if (strncmp(text, "://", 3) == 0) {
            const char *end = secret_end(text + 3);
            text_puts(clean, end ? "://***" : "://");
            skipped = end ? (size_t)(end - text) : 3;
        } else if ((skipped = unfit(text)) > 0) {
            text_puts(clean, "\xEF\xBF\xBD");
        } else {
            text_putc(clean, *text);
            for (skipped = 1; (text[skipped] & 0xC0) == 0x80; skipped++)
                text_putc(clean, text[skipped]);
        }
        text += skipped;
    }
}

static bool is_secret_name(const char *name)
{
    static const char *const parts[] = {"token", "secret", "passw", "auth", "credential", "key"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcasestr(name, parts[i]))
            return true;
    return false;
}

/* @text cleaned and then cut, so that no cut makes a secret look like something else. */
static json_t *clean_json(const char *text, size_t max)
{
    auto_text struct text clean = {0}, cut = {0};
    struct arena arena = {0};
    refusal_clean(text, &clean);
    const char *bytes = text_get(&clean);
    if (!bytes || mask_text(&bytes, &arena, NULL) != ERR_OK) {
        arena_free(&arena);
        return NULL;
    }
    size_t len = text_cut(bytes, strlen(bytes), max);
    text_append(&cut, bytes, len);
    text_puts(&cut, bytes[len] ? "\xE2\x80\xA6" : "");
    arena_free(&arena);
    return cut.failed ? NULL : json_stringn(text_get(&cut), cut.len);
}

/* ---- What it said of itself ----------------------------------------------------------------- */

json_t *refusal_parameters(void)
{
    return json_pack("{s:[], s:i}", "given", "more", 0);
}

void refusal_add_parameter(json_t *parameters, const char *name, const char *value)
{
    json_t *given = json_object_get(parameters, "given");
    json_t *pair = NULL;
    if (json_array_size(given) < REFUSAL_PARAMETERS_MAX)
        pair = json_pack("{s:o, s:o}", "name", clean_json(name, REFUSAL_NAME_MAX), "value",
                         is_secret_name(name) && *value ? json_string("***")
                                                        : clean_json(value, REFUSAL_VALUE_MAX));
    if (pair && json_array_append_new(given, pair) == 0)
        return;
    json_int_t more = json_integer_value(json_object_get(parameters, "more"));
    json_object_set_new(parameters, "more", json_integer(more + 1));
}

/* Decodes what can be decoded and leaves the rest as it stands. */
static void decode_leniently(const char *encoded, size_t len, struct text *plain)
{
    for (size_t i = 0; i < len; i++) {
        if (encoded[i] == '%' && i + 2 < len && isxdigit((unsigned char)encoded[i + 1]) &&
            isxdigit((unsigned char)encoded[i + 2])) {
            char hex[] = {encoded[i + 1], encoded[i + 2], '\0'};
            int byte = (int)strtol(hex, NULL, 16);
            text_putc(plain, byte ? (char)byte : '\x01');
            i += 2;
        } else {
            text_putc(plain, encoded[i] == '+' ? ' ' : encoded[i]);
        }
    }
}

void refusal_add_query(json_t *parameters, const char *query)
{
    for (size_t len; query && *query; query += len + (query[len] == '&')) {
        len = strcspn(query, "&");
        if (len == 0)
            continue;
        const char *equals = memchr(query, '=', len);
        size_t name_len = equals ? (size_t)(equals - query) : len;
        auto_text struct text name = {0};
        auto_text struct text value = {0};
        decode_leniently(query, name_len, &name);
        if (equals)
            decode_leniently(equals + 1, len - name_len - 1, &value);
        if (text_get(&name) && text_get(&value))
            refusal_add_parameter(parameters, text_get(&name), text_get(&value));
    }
}

bool refusal_place(const char *message, char file[REFUSAL_FILE_MAX + 1], int64_t *line)
{
    for (const char *colon = strchr(message, ':'); colon; colon = strchr(colon + 1, ':')) {
        char *end;
        long long number = strtoll(colon + 1, &end, 10);
        size_t len = (size_t)(colon - message);
        if (!isdigit((unsigned char)colon[1]) || *end != ':' || len > REFUSAL_FILE_MAX)
            continue;
        memcpy(file, message, len);
        file[len] = '\0';
        *line = number;
        return true;
    }
    return false;
}

/* ---- Into the database ---------------------------------------------------------------------- */

static void params_clean(struct params *params, const char *text, size_t max)
{
    json_t *clean = text ? clean_json(text, max) : NULL;
    params_text(params, json_string_value(clean));
    json_decref(clean);
}

enum err_code refusal_store(struct db *db, const struct refusal *refusal, bool *noted,
                            struct err *err)
{
    char *parameters = json_dumps(refusal->parameters, JSON_COMPACT);
    if (!parameters)
        return err_nomem(err);
    auto_params struct params params = {0};
    params_int(&params, refusal->project_id);
    params_time(&params, refusal->now);
    params_text(&params, refusal->actor);
    params_text(&params, refusal->problem);
    params_clean(&params, refusal->detail, REFUSAL_DETAIL_MAX);
    params_clean(&params, refusal->file, REFUSAL_FILE_MAX);
    if (refusal->line > 0)
        params_int(&params, refusal->line);
    else
        params_null(&params);
    params_int(&params, refusal->bytes);
    params_text(&params, parameters);
    free(parameters);
    params_int(&params, config.refusals_per_hour);
    auto_rows struct rows *rows = NULL;
    try_(db_run(db, QUERY_REFUSAL_INSERT, &params, &rows, err));
    *noted = rows_count(rows) > 0;
    return ERR_OK;
}

enum err_code refusal_count(struct db *db, int32_t project_id, int64_t number, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_int(&params, number);
    return db_run(db, QUERY_REFUSAL_COUNT, &params, NULL, err);
}

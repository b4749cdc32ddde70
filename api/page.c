#include "api/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "common/text.h"

enum { LIMIT_DEFAULT = 50, CURSOR_MAX = 8192 };

/* The end of the year 9999: no list is ordered by a greater number than a time. */
static const int64_t NUMBER_MAX = INT64_C(253402300799999999);

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* base64url without padding, RFC 4648 section 5. */
static char *encode(const char *bytes, size_t len, struct arena *arena)
{
    char *out = arena_alloc(arena, len / 3 * 4 + 5), *to = out;
    if (!out)
        return NULL;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 8 | (unsigned char)bytes[i];
        for (held += 8; held >= 6; held -= 6)
            *to++ = digits[bits >> (held - 6) & 63];
    }
    if (held)
        *to++ = digits[bits << (6 - held) & 63];
    *to = '\0';
    return out;
}

/* NULL when a character is none of the alphabet. */
static char *decode(const char *text, size_t len, struct arena *arena)
{
    char *out = arena_alloc(arena, len + 1), *to = out;
    if (!out)
        return NULL;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < len; i++) {
        const char *digit = memchr(digits, text[i], sizeof digits - 1);
        if (!digit)
            return NULL;
        bits = bits << 6 | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            *to++ = (char)(bits >> held & 0xFF);
        }
    }
    *to = '\0';
    return out;
}

char *cursor_write(const struct page *page, struct arena *arena)
{
    auto_text struct text plain = {0};
    text_printf(&plain, "%016" PRIx64 " %" PRId64 " %" PRId64 " %s", page->shape, page->number,
                page->id, page->word);
    return plain.failed ? NULL : encode(plain.data, plain.len, arena);
}

/* A number and the blank after it. */
static bool read_number(char **at, int64_t *value)
{
    char *end;
    *value = strtoll(*at, &end, 10);
    if (end == *at || *end != ' ')
        return false;
    *at = end + 1;
    return true;
}

/* A cursor that was not written here fails the comparison at the end: there is one writing of a
 * place only. */
bool cursor_read(const char *text, struct arena *arena, struct page *page)
{
    size_t len = strlen(text);
    char *plain = len <= CURSOR_MAX ? decode(text, len, arena) : NULL;
    if (!plain || strlen(plain) < 17 || plain[16] != ' ')
        return false;
    struct page read = {.shape = strtoull(plain, NULL, 16), .limit = page->limit, .after = true};
    char *at = plain + 17;
    if (read.shape != page->shape || !read_number(&at, &read.number) || !read_number(&at, &read.id))
        return false;
    read.word = at;
    if (read.number < 0 || read.number > NUMBER_MAX)
        return false;
    char *again = cursor_write(&read, arena);
    if (!again || strcmp(again, text) != 0 || !text_is_utf8(at, strlen(at)))
        return false;
    *page = read;
    return true;
}

/* FNV-1a; @text with its NUL, so that "a", "bc" is not "ab", "c". */
static uint64_t mix(uint64_t hash, const char *text)
{
    do {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    } while (*text++);
    return hash;
}

static uint64_t shape_of(const struct request *request, const char *list, int64_t owner,
                         const char *const *filters)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, owner);
    uint64_t hash = mix(mix(UINT64_C(14695981039346656037), list), number);
    for (; *filters; filters++) {
        const char *value = request_query(request, *filters);
        hash = mix(hash, value ? "=" : "");
        hash = mix(hash, value ? value : "");
    }
    return hash;
}

enum err_code page_limit(struct request *request, int64_t *limit, struct err *err)
{
    int64_t fallback = config.page_size_max < LIMIT_DEFAULT ? config.page_size_max : LIMIT_DEFAULT;
    return request_query_int(request, "limit", 1, config.page_size_max, fallback, limit, err);
}

enum err_code page_read(struct request *request, const char *list, int64_t owner,
                        const char *const *filters, struct page *page, struct err *err)
{
    *page = (struct page){.shape = shape_of(request, list, owner, filters), .word = ""};
    try_(page_limit(request, &page->limit, err));
    const char *after = request_query(request, "after");
    if (after && !cursor_read(after, request_arena(request), page))
        return err_set(err, ERR_INVALID,
                       "query parameter \"after\": this cursor is not of this list with these "
                       "filters; start again "
                       "without it");
    return ERR_OK;
}

int64_t page_fetch(const struct page *page)
{
    return page->limit + 1;
}

void page_params_number(const struct page *page, struct params *params)
{
    if (page->after)
        params_int(params, page->number);
    else
        params_null(params);
}

void page_params_word(const struct page *page, struct params *params)
{
    params_text(params, page->after ? page->word : NULL);
}

void page_params_id(const struct page *page, struct params *params)
{
    if (page->after)
        params_int(params, page->id);
    else
        params_null(params);
}

/* The cursor behind the last row that is shown, as JSON. */
static json_t *next_of(const struct page *page, const struct rows *rows, struct page_place place)
{
    if (rows_count(rows) <= (size_t)page->limit)
        return json_null();
    size_t last = (size_t)page->limit - 1;
    struct page end = {
        .shape = page->shape,
        .number = place.number < 0 ? 0 : rows_int(rows, last, place.number),
        .word = place.word < 0 ? "" : rows_text(rows, last, place.word),
        .id = place.id < 0 ? 0 : rows_int(rows, last, place.id),
    };
    struct arena arena = {0};
    char *cursor = cursor_write(&end, &arena);
    json_t *next = cursor ? json_string(cursor) : NULL;
    arena_free(&arena);
    return next;
}

enum err_code page_answer_items(struct reply *reply, const struct page *page,
                                const struct rows *rows, json_t *items, struct page_place place,
                                struct err *err)
{
    return reply_json(reply, 200,
                      json_pack("{s:o, s:o}", "items", items, "next", next_of(page, rows, place)),
                      err);
}

enum err_code page_answer(struct reply *reply, const struct page *page, const struct rows *rows,
                          value_packer *pack, struct page_place place, struct err *err)
{
    json_t *items = json_array();
    for (size_t row = 0; items && row < rows_count(rows) && row < (size_t)page->limit; row++) {
        if (json_array_append_new(items, pack(rows, row)) != 0) {
            json_decref(items);
            items = NULL;
        }
    }
    return page_answer_items(reply, page, rows, items, place, err);
}

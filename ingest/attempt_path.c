#include "ingest/attempt_path.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { MOST_DIGITS = 9, MARK_WEIGHT = 1000, HASH_LENGTH = 12 };

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

/* The length of a mark ("rerun_1", "attempt-2", "retry3") at @at, its number in *@number; else 0.
 */
static size_t mark_length(const char *at, size_t len, uint32_t *number)
{
    static const char *const words[] = {"attempt", "rerun", "retry", "run"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t used = strlen(words[i]), digits = 0;
        if (len <= used || strncasecmp(at, words[i], used) != 0)
            continue;
        bool separated = at[used] == '-' || at[used] == '_';
        if (!separated && strcmp(words[i], "run") == 0)
            continue;
        used += separated;
        *number = 0;
        for (; used < len && isdigit((unsigned char)at[used]) && digits < MOST_DIGITS;
             used++, digits++)
            *number = *number * 10 + (uint32_t)(at[used] - '0');
        if (digits && (used == len || is_separator(at[used])))
            return used;
    }
    return 0;
}

/* Appends one component of a path without its marks, which are added to @rank. */
static void put_component(struct text *key, const char *at, size_t len, uint32_t *rank,
                          bool *marked)
{
    size_t start = key->len;
    for (size_t i = 0; i < len;) {
        uint32_t number;
        size_t mark = i == 0 || is_separator(at[i - 1]) ? mark_length(at + i, len - i, &number) : 0;
        if (!mark) {
            text_putc(key, at[i++]);
            continue;
        }
        uint32_t next;
        if (__builtin_mul_overflow(*rank, (uint32_t)MARK_WEIGHT, &next) ||
            __builtin_add_overflow(next, number, &next))
            next = UINT32_MAX - 1;
        *rank = next;
        *marked = true;
        i += mark;
        if (key->len > start && !key->failed) /* the separator before it goes too */
            key->data[--key->len] = '\0';
    }
}

uint32_t attempt_path_read(const char *path, struct text *key)
{
    uint32_t rank = 0;
    bool marked = false, bazel = false;
    text_clear(key);
    while (text_starts(path, "./"))
        path += 2;
    for (const char *at = path; *at;) {
        size_t len = strcspn(at, "/");
        if (len == strlen("test_attempts") && strncmp(at, "test_attempts", len) == 0) {
            bazel = true;
        } else {
            size_t start = key->len;
            put_component(key, at, len, &rank, &marked);
            if (at[len] == '/' && (key->len > start || len == 0))
                text_putc(key, '/');
        }
        at += len + (at[len] == '/');
    }
    size_t folder = key->len;
    while (folder && key->data[folder - 1] != '/')
        folder--;
    if (bazel && marked && !key->failed) { /* attempt_1.xml belongs to test.xml */
        key->len = folder;
        text_puts(key, "test.xml");
    } else if (!marked && strcmp(text_get(key) ? text_get(key) + folder : "", "test.xml") == 0) {
        return UINT32_MAX;
    }
    return marked && rank == 0 ? 0 : rank;
}

/* A folder that is named anew for every run. */
static bool is_scratch(const char *at, size_t len)
{
    size_t digits = 0, hex = 0;
    for (size_t i = 0; i < len; i++) {
        digits += isdigit((unsigned char)at[i]) != 0;
        hex += isxdigit((unsigned char)at[i]) || at[i] == '-';
    }
    if (len >= 3 && strncasecmp(at, "tmp", 3) == 0 && (len == 3 || !isalpha((unsigned char)at[3])))
        return true;
    return len > 0 && (digits == len || (hex == len && digits && len >= HASH_LENGTH));
}

void attempt_path_stable(const char *path, struct text *name)
{
    auto_text struct text key = {0};
    attempt_path_read(path, &key);
    text_clear(name);
    const char *whole = text_get(&key), *start = whole;
    for (const char *at = whole; at && strchr(at, '/');) {
        size_t len = strcspn(at, "/");
        if (is_scratch(at, len) && at[len + 1])
            start = at + len + 1;
        at += len + 1;
    }
    while (start && *start == '/')
        start++;
    text_puts(name, start ? start : path);
}

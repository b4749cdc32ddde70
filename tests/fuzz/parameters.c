/* Any bytes as what a client may say beside a report: parameters of an upload, numbers and times
 * of a report, times, cursors and percent-encoded text of an address. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/page.h"
#include "api/percent.h"
#include "common/clock.h"
#include "common/text.h"
#include "ingest/attempt_path.h"
#include "ingest/identity.h"
#include "ingest/numbers.h"
#include "ingest/upload.h"
#include "tests/fuzz/target.h"

enum { NOW = 1795000000 };

static void must(bool so)
{
    if (!so)
        abort();
}

/* "name=value" a line, as the query has it. */
static void try_upload(char *text)
{
    struct upload upload;
    struct err err = {0};
    int64_t now = (int64_t)NOW * 1000000;
    upload_init(&upload);
    bool good = true;
    for (char *save = NULL, *line = strtok_r(text, "\n", &save); line && good;
         line = strtok_r(NULL, "\n", &save)) {
        char *equals = strchr(line, '=');
        if (!equals || !text_is_utf8(line, strlen(line)))
            continue;
        *equals = '\0';
        good = upload_set(&upload, line, equals + 1, now, &err) == ERR_OK;
        must(good || *err.message);
    }
    if (good && upload_settle(&upload, &err) == ERR_OK) {
        unsigned char content[SHA256_SIZE] = {0}, key[SHA256_SIZE];
        must(upload.commit && strlen(upload.commit) <= UPLOAD_COMMIT_MAX);
        must(upload.build && upload.job && upload.shard && upload.variant && upload.attempt >= 1);
        upload_key(&upload, content, false, key);
    }
    upload_free(&upload);
}

static void try_numbers(const char *text, size_t len)
{
    float seconds = numbers_seconds(text, len);
    int64_t at = 0;
    char formatted[CLOCK_TEXT_SIZE];
    must(isnan(seconds) || seconds >= 0);
    must(numbers_count(text, len) >= -1);
    if (numbers_time(text, len, &at))
        clock_format(at, formatted);
    if (clock_parse(text, &at)) {
        int64_t again = 0;
        clock_format(at, formatted);
        must(clock_parse(formatted, &again) && again == at);
    }
}

static void try_addresses(const char *text, size_t len)
{
    struct arena arena = {0};
    struct page page = {.limit = 1};
    for (int form = 0; form < 2; form++) {
        const char *decoded = percent_decode(text, len, form, &arena);
        must(!decoded || text_is_utf8(decoded, strlen(decoded)));
        must(decoded || !percent_valid(text, len) || form);
    }
    if (cursor_read(text, &arena, &page) && page.word)
        must(text_is_utf8(page.word, strlen(page.word)));
    arena_free(&arena);
}

static void try_paths(const char *text)
{
    auto_text struct text key = {0}, stable = {0};
    attempt_path_read(text, &key);
    attempt_path_stable(text, &stable);
    must(identity_suite_length(text) <= strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        abort();
    memcpy(text, data, size);
    text[size] = '\0';
    size_t len = strlen(text);
    try_numbers(text, len);
    try_addresses(text, len);
    if (text_is_utf8(text, len))
        try_paths(text);
    try_upload(text);
    free(text);
    return 0;
}

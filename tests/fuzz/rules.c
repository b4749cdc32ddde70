/* Any bytes as what a project says of its tests: a CODEOWNERS file of either syntax and paths to
 * look up in it, rules by path as JSON, and texts with secrets in them. */
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "ingest/mask.h"
#include "ingest/owners.h"
#include "ingest/path_rules.h"
#include "ingest/test_place.h"
#include "tests/fuzz/target.h"

static const char between[] = "\n==FILE==\n";

static void must(bool so)
{
    if (!so)
        abort();
}

/* Looks every line of @paths up. */
static void look_up(const struct owners *owners, const char *paths)
{
    struct report report;
    struct test_place at = {.made = false};
    struct report_file *file;
    struct err err = {0};
    report_init(&report);
    must(report_add_file(&report, "target/surefire-reports/TEST-a.xml", &file, &err) == ERR_OK);
    file->dialect = "surefire";
    while (*paths) {
        size_t len = strcspn(paths, "\n");
        const char *path = arena_text(&report.arena, paths, len);
        struct report_case row = {.suite = "", .classname = path, .name = "a", .variant = ""};
        char into[OWNERS_OWNER_MAX + 1];
        bool moved;
        row.file = len % 2 ? path : NULL;
        must(test_place_find(&at, &report, &row, &moved, &err) == ERR_OK);
        owners_of(owners, &at.place, into);
        must(text_is_utf8(into, strlen(into)));
        paths += len + (paths[len] == '\n');
    }
    test_place_free(&at);
    report_free(&report);
}

static void try_owners(const char *name, const char *text, size_t len, const char *paths)
{
    struct owners owners = {.rule_count = 0};
    struct err err = {0};
    if (owners_read(&owners, name, text, len, &err) == ERR_OK)
        look_up(&owners, paths);
    else
        must(*err.message);
    owners_free(&owners);
}

static void try_rules(const char *text)
{
    struct path_rules rules = {.arena = {0}};
    struct err err = {0};
    json_t *document = json_loads(text, JSON_DECODE_ANY, NULL);
    if (document)
        must(path_rules_read(&rules, document, &err) == ERR_OK || *err.message);
    path_rules_free(&rules);
    json_decref(document);
}

static void try_mask(const char *text)
{
    struct arena arena = {0};
    struct err err = {0};
    const char *masked = text;
    must(mask_text(&masked, &arena, &err) == ERR_OK);
    must(text_is_utf8(masked, strlen(masked)));
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(size + 1, 1);
    must(text);
    memcpy(text, data, size);
    char *paths = strstr(text, between);
    size_t len = paths ? (size_t)(paths - text) : size;
    const char *rest = paths ? paths + sizeof between - 1 : text;
    if (text_is_utf8(text, strlen(text))) {
        try_owners("CODEOWNERS", text, len, rest);
        try_owners(".gitlab/CODEOWNERS", text, len, rest);
        try_rules(text);
        try_mask(text);
    } else {
        try_owners("CODEOWNERS", text, len, "");
    }
    free(text);
    return 0;
}

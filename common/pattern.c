/* Each search is bounded in steps, depth and memory. The bounds are for one line of text: an
 * expression that needs more is one that doubles its work with every byte. */
#include "common/pattern.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    STEPS_MAX = 50000, /* from one start of a match */
    DEPTH_MAX = 1000,
    HEAP_MAX_KB = 1024,
    PARENS_MAX = 50, /* inside each other */
    STACK_FIRST = 32 << 10,
    STACK_MAX = 512 << 10,
    GROUPS_MAX = 8, /* that a search notes; the groups behind them only group */
    WORDS_SIZE = 160
};

struct pattern {
    pcre2_code *code;
    uint32_t group; /* that is asked for */
};

struct pattern_search {
    pcre2_match_data *match;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

void pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

void pattern_search_free(struct pattern_search *search)
{
    if (!search)
        return;
    pcre2_match_data_free(search->match);
    pcre2_match_context_free(search->context);
    pcre2_jit_stack_free(search->stack);
    free(search);
}

enum err_code pattern_search_new(struct pattern_search **out, struct err *err)
{
    struct pattern_search *search = calloc(1, sizeof *search);
    if (!search)
        return err_nomem(err);
    search->match = pcre2_match_data_create(GROUPS_MAX, NULL);
    search->context = pcre2_match_context_create(NULL);
    search->stack = pcre2_jit_stack_create(STACK_FIRST, STACK_MAX, NULL);
    if (!search->match || !search->context || !search->stack) {
        pattern_search_free(search);
        return err_nomem(err);
    }
    pcre2_set_match_limit(search->context, STEPS_MAX);
    pcre2_set_depth_limit(search->context, DEPTH_MAX);
    pcre2_set_heap_limit(search->context, HEAP_MAX_KB);
    pcre2_jit_stack_assign(search->context, NULL, search->stack);
    *out = search;
    return ERR_OK;
}

static pcre2_code *compile(const char *expression, size_t len, int *wrong, size_t *place)
{
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    if (!context) {
        *wrong = PCRE2_ERROR_NOMEMORY;
        return NULL;
    }
    pcre2_set_parens_nest_limit(context, PARENS_MAX);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)expression, len,
                                     PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, wrong, place, context);
    pcre2_compile_context_free(context);
    return code;
}

/* The group called "secret"; the first one; or 0, the whole. */
static uint32_t wanted_group(const pcre2_code *code)
{
    uint32_t groups = 0;
    int named = pcre2_substring_number_from_name(code, (PCRE2_SPTR) "secret");
    if (named > 0)
        return (uint32_t)named;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    return groups > 0 ? 1 : 0;
}

/* A pattern that is found in nothing would be found everywhere. */
static enum err_code check(const struct pattern *pattern, struct err *err)
{
    struct pattern_search *search = NULL;
    struct pattern_span span = {0, 0};
    size_t end = 0;
    if (pattern->group >= GROUPS_MAX)
        return err_set(err, ERR_INVALID, "the group \"secret\" is number %u, at most %d are noted",
                       (unsigned)pattern->group, GROUPS_MAX - 1);
    try_(pattern_search_new(&search, err));
    enum pattern_found found = pattern_find(pattern, search, "", 0, 0, &span, &end);
    pattern_search_free(search);
    return found == PATTERN_ABSENT
               ? ERR_OK
               : err_set(err, ERR_INVALID, "it matches the empty text, and so everything");
}

enum err_code pattern_compile(const char *expression, size_t len, struct pattern **out,
                              struct err *err)
{
    int wrong;
    size_t place = 0;
    pcre2_code *code = compile(expression, len, &wrong, &place);
    if (!code) {
        PCRE2_UCHAR words[WORDS_SIZE] = "";
        pcre2_get_error_message(wrong, words, sizeof words);
        return err_set(err, ERR_INVALID, "at byte %zu: %s", place + 1, (const char *)words);
    }
    struct pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern) {
        pcre2_code_free(code);
        return err_nomem(err);
    }
    *pattern = (struct pattern){.code = code, .group = wanted_group(code)};
    /* Where memory may not be made executable it is searched for without, more slowly. */
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    enum err_code checked = check(pattern, err);
    if (checked == ERR_OK)
        *out = pattern;
    else
        pattern_free(pattern);
    return checked;
}

enum pattern_found pattern_find(const struct pattern *pattern, struct pattern_search *search,
                                const char *bytes, size_t len, size_t from,
                                struct pattern_span *span, size_t *match_end)
{
    int found =
        pcre2_match(pattern->code, (PCRE2_SPTR)bytes, len, from, 0, search->match, search->context);
    if (found == PCRE2_ERROR_NOMATCH)
        return PATTERN_ABSENT;
    if (found < 0)
        return PATTERN_GAVE_UP;
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(search->match);
    const PCRE2_SIZE *group = places + 2 * (size_t)pattern->group;
    bool taken = pattern->group < pcre2_get_ovector_count(search->match) &&
                 group[0] != PCRE2_UNSET && group[0] <= group[1];
    *span = taken ? (struct pattern_span){group[0], group[1]}
                  : (struct pattern_span){places[0], places[1]};
    *match_end = places[1] > span->end ? places[1] : span->end;
    return PATTERN_FOUND;
}

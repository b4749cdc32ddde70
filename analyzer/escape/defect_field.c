#include "analyzer/escape/defect_field.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"

enum { SHA_MIN = 7, SHA_MAX = 64, DIGITS_MAX = 18, FRACTION_MAX = 9 };

/* Clocks differ a little. */
static const int64_t AHEAD = INT64_C(600) * 1000000;

const struct defect_row defect_rows[DEFECT_FIELDS] = {
    [DEFECT_TITLE] = {"title", DEFECT_LINE, 0, 500, NULL, "one line; needed"},
    [DEFECT_SUMMARY] = {"summary", DEFECT_LINES, 0, 20000, NULL, "what happened"},
    [DEFECT_URL] = {"url", DEFECT_ADDRESS, 0, 2000, NULL, "where it is told in full"},
    [DEFECT_STATE] = {"state", DEFECT_CHOICE, 0, 0, "open,fixed,closed,invalid", "open by itself"},
    [DEFECT_CATEGORY] = {"category", DEFECT_WORD, 0, 0, "category", "what kind of bug"},
    [DEFECT_TRIGGER] = {"trigger", DEFECT_WORD, 0, 0, "trigger", "what made it surface"},
    [DEFECT_STAGE] = {"stage", DEFECT_WORD, 0, 0, "stage", "where it was found"},
    [DEFECT_ORIGIN_STAGE] = {"origin_stage", DEFECT_WORD, 0, 0, "stage", "where it came in"},
    [DEFECT_KNOWN] = {"known_at_release", DEFECT_TRUTH, 0, 0, NULL, "true: it is no escape"},
    [DEFECT_SEVERITY] = {"severity", DEFECT_NUMBER, 1, 5, NULL, "1 (worst) to 5"},
    [DEFECT_SERVICE] = {"service", DEFECT_WORD, 0, 0, "service", "where it was, by name"},
    [DEFECT_POPULATION] = {"population", DEFECT_WORD, 0, 0, "population", "whom alone it hit"},
    [DEFECT_GATE] = {"gate", DEFECT_WORD, 0, 0, "gate", "the gate that caught it"},
    [DEFECT_TEST] = {"test", DEFECT_NUMBER, 1, INT32_MAX, NULL, "the test that caught it"},
    [DEFECT_LAYER] = {"should_have_layer", DEFECT_WORD, 0, 0, "layer", "tests that should have"},
    [DEFECT_INTRODUCED_AT] = {"introduced_at", DEFECT_TIME, 0, 0, NULL, "came into the code"},
    [DEFECT_RELEASED_AT] = {"released_at", DEFECT_TIME, 0, 0, NULL, "went to production"},
    [DEFECT_BEGAN_AT] = {"began_at", DEFECT_TIME, 0, 0, NULL, "began to hurt"},
    [DEFECT_DETECTED_AT] = {"detected_at", DEFECT_TIME, 0, 0, NULL, "was found; needed"},
    [DEFECT_FIXED_AT] = {"fixed_at", DEFECT_TIME, 0, 0, NULL, "was over for users"},
    [DEFECT_CLOSED_AT] = {"closed_at", DEFECT_TIME, 0, 0, NULL, "nothing was left to do"},
    [DEFECT_INTRODUCED_SHA] = {"introduced_sha", DEFECT_SHA, 0, 0, NULL,
                               "the commit that brought it"},
    [DEFECT_INTRODUCED_SURE] = {"introduced_sure", DEFECT_CHOICE, 0, 0, "certain,likely,guess",
                                "how sure that is"},
    [DEFECT_RELEASED_SHA] = {"released_sha", DEFECT_SHA, 0, 0, NULL, "the commit that released it"},
    [DEFECT_RELEASED_SURE] = {"released_sure", DEFECT_CHOICE, 0, 0, "certain,likely,guess",
                              "how sure that is"},
    [DEFECT_FIX_SHA] = {"fix_sha", DEFECT_SHA, 0, 0, NULL, "the commit that mended it"},
    [DEFECT_USERS_HIT] = {"users_hit", DEFECT_NUMBER, 0, INT64_C(100000000000), NULL,
                          "users it hit"},
    [DEFECT_USERS_SHARE] = {"users_share", DEFECT_DECIMAL, 0, 1, NULL, "share of all, 0 to 1"},
    [DEFECT_MONEY] = {"money", DEFECT_DECIMAL, 0, 0, NULL, "what it cost, such as 1234.50"},
    [DEFECT_CURRENCY] = {"currency", DEFECT_LINE, 0, 3, NULL, "of money: three letters"},
    [DEFECT_IMPACT_SECONDS] = {"impact_seconds", DEFECT_NUMBER, 0, INT64_C(10000000000), NULL,
                               "how long it hurt"},
    [DEFECT_FIX_PARENT] = {"fix_parent", DEFECT_SHA, 0, 0, NULL, "the commit before the fix"},
};

bool defect_field_find(const char *name, enum defect_field *field)
{
    for (int i = 0; i < DEFECT_FIELDS; i++)
        if (strcmp(defect_rows[i].name, name) == 0) {
            *field = (enum defect_field)i;
            return true;
        }
    return false;
}

void defect_give(struct defect_fields *fields, enum defect_field field, const char *text)
{
    fields->text[field] = text;
    fields->given[field] = true;
}

/* ---- Words ----------------------------------------------------------------------------------- */

static int compare_words(const void *a, const void *b)
{
    const struct defect_word *left = a, *right = b;
    int order = strcmp(left->field, right->field);
    return order ? order : strcmp(left->word, right->word);
}

const struct defect_word *defect_word_find(const struct defect_words *words, const char *field,
                                           const char *word)
{
    struct defect_word wanted = {.field = field, .word = word ? word : ""};
    return words->count == 0
               ? NULL
               : bsearch(&wanted, words->list, words->count, sizeof *words->list, compare_words);
}

bool defect_stage_escapes(const struct defect_words *words, const char *stage)
{
    const struct defect_word *found = stage ? defect_word_find(words, "stage", stage) : NULL;
    return found && found->more;
}

static enum err_code unknown_word(const struct defect_words *words, const char *field,
                                  const char *text, struct err *err)
{
    auto_text struct text list = {.limit = 300};
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->list[i].field, field) == 0)
            text_printf(&list, "%s%s", list.len ? ", " : "", words->list[i].word);
    return err_set(err, ERR_INVALID, "\"%.60s\" is none of: %s%s", text,
                   list.len ? list.data : "there is none yet", list.failed ? " ..." : "");
}

/* ---- One field ------------------------------------------------------------------------------- */

static enum err_code check_text(const struct defect_row *row, const char *text, struct err *err)
{
    size_t len = strlen(text);
    if (len > (size_t)row->max)
        return err_set(err, ERR_INVALID, "it is longer than %" PRId64 " bytes", row->max);
    if (!text_is_utf8(text, len))
        return err_set(err, ERR_INVALID, "it is no UTF-8");
    for (const char *c = text; *c; c++) {
        bool line_end = *c == '\n' || *c == '\r' || *c == '\t';
        if (((unsigned char)*c < ' ' && !(line_end && row->type == DEFECT_LINES)) || *c == 0x7F)
            return err_set(err, ERR_INVALID, "it has a control character");
    }
    if (row->type == DEFECT_ADDRESS && !text_starts(text, "https://") &&
        !text_starts(text, "http://"))
        return err_set(err, ERR_INVALID, "an address that begins with https:// or http://");
    return ERR_OK;
}

static enum err_code check_choice(const char *words, const char *text, struct err *err)
{
    size_t len = strlen(text);
    for (const char *at = words; *at;) {
        size_t step = strcspn(at, ",");
        if (step == len && memcmp(at, text, len) == 0)
            return ERR_OK;
        at += step + (at[step] == ',');
    }
    return err_set(err, ERR_INVALID, "\"%.60s\" is none of: %s", text, words);
}

static enum err_code check_number(const struct defect_row *row, const char *text, struct err *err)
{
    size_t len = strlen(text);
    if (len > DIGITS_MAX || strspn(text, "0123456789") != len ||
        strtoll(text, NULL, 10) < row->min || strtoll(text, NULL, 10) > row->max)
        return err_set(err, ERR_INVALID,
                       "\"%.60s\" is no whole number from %" PRId64 " to %" PRId64, text, row->min,
                       row->max);
    return ERR_OK;
}

static enum err_code check_decimal(const struct defect_row *row, const char *text, struct err *err)
{
    size_t whole = strspn(text, "0123456789");
    size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    bool dot = text[whole] == '.';
    if (whole == 0 || whole > DIGITS_MAX || (dot && fraction == 0) || fraction > FRACTION_MAX ||
        text[whole + dot + fraction] || (row->max && strtod(text, NULL) > (double)row->max))
        return err_set(err, ERR_INVALID,
                       "\"%.60s\" is no decimal such as %s: digits, at most %d after the point",
                       text, row->max ? "0.125 (0 to 1)" : "1234.50", FRACTION_MAX);
    return ERR_OK;
}

static enum err_code read_truth(const char **text, struct err *err)
{
    static const char *const words[][2] = {{"true", "true"}, {"false", "false"}, {"yes", "true"},
                                           {"no", "false"},  {"1", "true"},      {"0", "false"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(*text, words[i][0]) == 0) {
            *text = words[i][1];
            return ERR_OK;
        }
    return err_set(err, ERR_INVALID, "\"%.60s\" is neither true nor false", *text);
}

static enum err_code read_time(const char **text, struct arena *arena, struct err *err)
{
    int64_t at;
    if (!clock_parse(*text, &at))
        return err_set(err, ERR_INVALID,
                       "\"%.60s\" is no time; give a date or a time such as 2026-01-31T09:30:00Z",
                       *text);
    char *form = arena_alloc(arena, CLOCK_TEXT_SIZE);
    if (!form)
        return err_nomem(err);
    clock_format(at, form);
    *text = form;
    return ERR_OK;
}

static enum err_code read_sha(const char **text, struct arena *arena, struct err *err)
{
    size_t len = strlen(*text);
    if (len < SHA_MIN || len > SHA_MAX || strspn(*text, "0123456789abcdefABCDEF") != len)
        return err_set(err, ERR_INVALID, "\"%.80s\" is no commit: %d to %d hex digits", *text,
                       SHA_MIN, SHA_MAX);
    char *lower = arena_text(arena, *text, len);
    if (!lower)
        return err_nomem(err);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    *text = lower;
    return ERR_OK;
}

static enum err_code read_one(enum defect_field field, const char **text,
                              const struct defect_words *words, struct arena *arena,
                              struct err *err)
{
    const struct defect_row *row = &defect_rows[field];
    switch (row->type) {
    case DEFECT_WORD:
        return defect_word_find(words, row->words, *text)
                   ? ERR_OK
                   : unknown_word(words, row->words, *text, err);
    case DEFECT_CHOICE:
        return check_choice(row->words, *text, err);
    case DEFECT_NUMBER:
        return check_number(row, *text, err);
    case DEFECT_DECIMAL:
        return check_decimal(row, *text, err);
    case DEFECT_TRUTH:
        return read_truth(text, err);
    case DEFECT_TIME:
        return read_time(text, arena, err);
    case DEFECT_SHA:
        return read_sha(text, arena, err);
    case DEFECT_LINE:
    case DEFECT_LINES:
    case DEFECT_ADDRESS:
    default:
        return check_text(row, *text, err);
    }
}

enum err_code defect_read(struct defect_fields *fields, const struct defect_words *words,
                          struct arena *arena, enum defect_field *at, struct err *err)
{
    for (int i = 0; i < DEFECT_FIELDS; i++) {
        const char **text = &fields->text[i];
        if (!fields->given[i] || !*text)
            continue;
        *at = (enum defect_field)i;
        if (!(*text)[strspn(*text, " \t\r\n")])
            *text = NULL;
        else
            try_(read_one(*at, text, words, arena, err));
    }
    return ERR_OK;
}

/* ---- Between them ---------------------------------------------------------------------------- */

/* The first may not be after the second; some only hold for what reached production. A bug may be
 * found before it hurts anybody, or long after: that it began and was found have no order. */
static const struct {
    enum defect_field first, second;
    bool of_escapes;
} orders[] = {
    {DEFECT_INTRODUCED_AT, DEFECT_RELEASED_AT, false},
    {DEFECT_INTRODUCED_AT, DEFECT_BEGAN_AT, false},
    {DEFECT_INTRODUCED_AT, DEFECT_DETECTED_AT, false},
    {DEFECT_RELEASED_AT, DEFECT_BEGAN_AT, true},
    {DEFECT_RELEASED_AT, DEFECT_DETECTED_AT, true},
    {DEFECT_BEGAN_AT, DEFECT_FIXED_AT, false},
    {DEFECT_BEGAN_AT, DEFECT_CLOSED_AT, false},
    {DEFECT_DETECTED_AT, DEFECT_FIXED_AT, false},
    {DEFECT_FIXED_AT, DEFECT_CLOSED_AT, false},
    {DEFECT_DETECTED_AT, DEFECT_CLOSED_AT, false},
};

static bool time_of(const struct defect_fields *fields, enum defect_field field, int64_t *time)
{
    return fields->text[field] && clock_parse(fields->text[field], time);
}

static enum err_code check_times(const struct defect_fields *fields, bool escapes, int64_t now,
                                 enum defect_field *at, struct err *err)
{
    int64_t first, second;
    for (int i = DEFECT_INTRODUCED_AT; i <= DEFECT_CLOSED_AT; i++) {
        *at = (enum defect_field)i;
        if (time_of(fields, *at, &first) && first > now + AHEAD)
            return err_set(err, ERR_INVALID, "%s lies in the future", fields->text[i]);
    }
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        *at = orders[i].first;
        enum defect_field then = orders[i].second;
        if ((escapes || !orders[i].of_escapes) && time_of(fields, *at, &first) &&
            time_of(fields, then, &second) && first > second)
            return err_set(err, ERR_INVALID, "%s is after %s %s", fields->text[*at],
                           defect_rows[then].name, fields->text[then]);
    }
    return ERR_OK;
}

static enum err_code check_state(const struct defect_fields *fields, bool open_escape,
                                 enum defect_field *at, struct err *err)
{
    const char *state = fields->text[DEFECT_STATE];
    bool open = strcmp(state, "open") == 0, fixed = strcmp(state, "fixed") == 0;
    *at = DEFECT_FIXED_AT;
    if (open && fields->text[*at])
        return err_set(err, ERR_INVALID, "the state is open: say fixed or closed");
    *at = DEFECT_CLOSED_AT;
    if ((open || fixed) && fields->text[*at])
        return err_set(err, ERR_INVALID, "the state is %s: say closed", state);
    *at = DEFECT_LAYER;
    if (strcmp(state, "closed") == 0 && open_escape)
        return err_set(err, ERR_INVALID,
                       "an escape is closed when a person has said which tests should have found "
                       "it: confirm or change it first");
    return ERR_OK;
}

enum err_code defect_agree(const struct defect_fields *fields, const struct defect_words *words,
                           bool settled, int64_t now, enum defect_field *at, struct err *err)
{
    static const enum defect_field needed[] = {DEFECT_TITLE, DEFECT_STATE, DEFECT_KNOWN,
                                               DEFECT_DETECTED_AT};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        *at = needed[i];
        if (!fields->text[*at])
            return err_set(err, ERR_INVALID, "it is needed");
    }
    bool escapes = defect_stage_escapes(words, fields->text[DEFECT_STAGE]);
    bool known = strcmp(fields->text[DEFECT_KNOWN], "true") == 0;
    try_(check_times(fields, escapes, now, at, err));
    try_(check_state(fields, escapes && !known && !settled, at, err));
    const char *money = fields->text[DEFECT_MONEY], *currency = fields->text[DEFECT_CURRENCY];
    *at = money ? DEFECT_MONEY : DEFECT_CURRENCY;
    if (!money != !currency)
        return err_set(err, ERR_INVALID, "money and its currency go together");
    *at = DEFECT_CURRENCY;
    if (currency && (strlen(currency) != 3 || strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3))
        return err_set(err, ERR_INVALID, "three capital letters such as EUR");
    return ERR_OK;
}

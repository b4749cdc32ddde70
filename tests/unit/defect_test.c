/* What can be said of a bug, and what follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/escape/defect.h"
#include "common/clock.h"

static struct defect_word word_list[] = {
    {"category", "capacity", "performance"},
    {"category", "concurrency", "unit"},
    {"layer", "e2e", NULL},
    {"layer", "performance", NULL},
    {"layer", "unit", NULL},
    {"service", "checkout", NULL},
    {"stage", "customer", "escape"},
    {"stage", "pr", NULL},
};
static const struct defect_words words = {word_list, sizeof word_list / sizeof *word_list};

struct told {
    struct arena arena;
    struct defect_change change;
    struct defect_record record;
    enum defect_field at;
    struct err err;
};

static int begin(void **state)
{
    struct told *told = calloc(1, sizeof *told);
    assert_non_null(told);
    assert_true(clock_parse("2026-06-01T12:00:00Z", &told->change.now));
    told->change.arena = &told->arena;
    defect_give(&told->change.fields, DEFECT_TITLE, "it is slow");
    defect_give(&told->change.fields, DEFECT_DETECTED_AT, "2026-05-01");
    *state = told;
    return 0;
}

static int end(void **state)
{
    struct told *told = *state;
    arena_free(&told->arena);
    free(told);
    return 0;
}

/* What was given is read and taken in; what a next step gives comes on top. */
static enum err_code apply(struct told *told)
{
    struct defect_fields *fields = &told->change.fields;
    err_clear(&told->err);
    enum err_code code = defect_read(fields, &words, &told->arena, &told->at, &told->err);
    if (code == ERR_OK) {
        struct defect_record next = told->record;
        code = defect_apply(&next, &told->change, &words, &told->at, &told->err);
        if (code == ERR_OK)
            told->record = next;
    }
    *fields = (struct defect_fields){.given = {false}};
    return code;
}

static enum err_code say(struct told *told, enum defect_field field, const char *text)
{
    defect_give(&told->change.fields, field, text);
    return apply(told);
}

static const char *now(const struct told *told, enum defect_field field)
{
    return told->record.fields.text[field];
}

static void expect_refusal(struct told *told, enum defect_field field, const char *text)
{
    if (say(told, field, text) != ERR_INVALID || told->at != field)
        fail_msg("%s = %s: taken, or another field was named (%d)", defect_rows[field].name, text,
                 (int)told->at);
    assert_true(told->err.message[0]);
}

static void a_line_and_a_time_are_enough(void **state)
{
    struct told *told = *state;
    assert_int_equal(apply(told), ERR_OK);
    assert_string_equal(now(told, DEFECT_STATE), "open");
    assert_string_equal(now(told, DEFECT_KNOWN), "false");
    assert_string_equal(now(told, DEFECT_DETECTED_AT), "2026-05-01T00:00:00Z");
}

static void each_field_says_what_it_takes(void **state)
{
    static const struct {
        enum defect_field field;
        const char *text;
    } wrong[] = {
        {DEFECT_TITLE, "a\nb"},
        {DEFECT_TITLE, "\xff"},
        {DEFECT_URL, "javascript:x"},
        {DEFECT_STATE, "duplicate"},
        {DEFECT_STATE, "open,fixed"},
        {DEFECT_STATE, "ope"},
        {DEFECT_CATEGORY, "race"},
        {DEFECT_STAGE, "Customer"},
        {DEFECT_SERVICE, "cart"},
        {DEFECT_KNOWN, "perhaps"},
        {DEFECT_SEVERITY, "0"},
        {DEFECT_SEVERITY, "6"},
        {DEFECT_SEVERITY, "2.0"},
        {DEFECT_TEST, "0"},
        {DEFECT_TEST, "2147483648"},
        {DEFECT_USERS_HIT, "-1"},
        {DEFECT_USERS_HIT, "1e3"},
        {DEFECT_USERS_HIT, "99999999999999999999"},
        {DEFECT_USERS_SHARE, "1.000001"},
        {DEFECT_USERS_SHARE, "."},
        {DEFECT_USERS_SHARE, "0."},
        {DEFECT_MONEY, "1,50"},
        {DEFECT_MONEY, "-1"},
        {DEFECT_MONEY, "0.1234567891"},
        {DEFECT_MONEY, "NaN"},
        {DEFECT_FIX_SHA, "abcdef"},
        {DEFECT_FIX_SHA, "xyzxyzx"},
        {DEFECT_INTRODUCED_SURE, "quite"},
        {DEFECT_BEGAN_AT, "yesterday"},
        {DEFECT_BEGAN_AT, "2026-02-30"},
        {DEFECT_BEGAN_AT, "2026-06-02"},
        {DEFECT_TITLE, " "},
    };
    struct told *told = *state;
    assert_int_equal(apply(told), ERR_OK);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_refusal(told, wrong[i].field, wrong[i].text);
}

static void a_wrong_word_is_answered_with_the_right_ones(void **state)
{
    struct told *told = *state;
    expect_refusal(told, DEFECT_CATEGORY, "race");
    assert_string_equal(told->err.message, "\"race\" is none of: capacity, concurrency");
}

static void a_decimal_is_kept_digit_by_digit(void **state)
{
    struct told *told = *state;
    defect_give(&told->change.fields, DEFECT_CURRENCY, "EUR");
    assert_int_equal(say(told, DEFECT_MONEY, "123456789012345678.100"), ERR_OK);
    assert_string_equal(now(told, DEFECT_MONEY), "123456789012345678.100");
}

static void money_and_currency_go_together(void **state)
{
    struct told *told = *state;
    expect_refusal(told, DEFECT_MONEY, "1");
    defect_give(&told->change.fields, DEFECT_TITLE, "it is slow");
    defect_give(&told->change.fields, DEFECT_DETECTED_AT, "2026-05-01");
    expect_refusal(told, DEFECT_CURRENCY, "EUR");
}

/* Every order, each by a pair that is the wrong way round. */
static void times_have_their_order(void **state)
{
    static const struct {
        enum defect_field first, second;
    } pairs[] = {
        {DEFECT_INTRODUCED_AT, DEFECT_RELEASED_AT}, {DEFECT_INTRODUCED_AT, DEFECT_BEGAN_AT},
        {DEFECT_INTRODUCED_AT, DEFECT_DETECTED_AT}, {DEFECT_RELEASED_AT, DEFECT_BEGAN_AT},
        {DEFECT_RELEASED_AT, DEFECT_DETECTED_AT},   {DEFECT_BEGAN_AT, DEFECT_FIXED_AT},
        {DEFECT_DETECTED_AT, DEFECT_FIXED_AT},      {DEFECT_FIXED_AT, DEFECT_CLOSED_AT},
        {DEFECT_DETECTED_AT, DEFECT_CLOSED_AT},     {DEFECT_BEGAN_AT, DEFECT_CLOSED_AT},
    };
    struct told *told = *state;
    const struct defect_change blank = told->change;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        told->change = blank;
        told->record = (struct defect_record){0};
        defect_give(&told->change.fields, DEFECT_STAGE, "customer");
        defect_give(&told->change.fields, DEFECT_LAYER, "unit");
        defect_give(&told->change.fields, pairs[i].first, "2026-05-02T10:00:00Z");
        defect_give(&told->change.fields, pairs[i].second, "2026-05-02T10:00:00+01:00");
        if (pairs[i].second == DEFECT_BEGAN_AT || pairs[i].second == DEFECT_RELEASED_AT)
            defect_give(&told->change.fields, DEFECT_DETECTED_AT, "2026-05-03");
        if (pairs[i].second == DEFECT_CLOSED_AT) {
            defect_give(&told->change.fields, DEFECT_STATE, "closed");
            if (pairs[i].first != DEFECT_DETECTED_AT)
                defect_give(&told->change.fields, DEFECT_DETECTED_AT, "2026-05-01");
        }
        assert_int_equal(apply(told), ERR_INVALID);
        assert_int_equal(told->at, pairs[i].first);
        assert_non_null(strstr(told->err.message, "2026-05-02T10:00:00Z is after"));
        assert_non_null(strstr(told->err.message, defect_rows[pairs[i].second].name));
        assert_non_null(strstr(told->err.message, "2026-05-02T09:00:00Z"));
    }
}

static void a_bug_may_be_found_before_it_hurts_and_after(void **state)
{
    struct told *told = *state;
    defect_give(&told->change.fields, DEFECT_STAGE, "customer");
    defect_give(&told->change.fields, DEFECT_DETECTED_AT, "2026-05-02");
    assert_int_equal(say(told, DEFECT_BEGAN_AT, "2026-05-03"), ERR_OK);
    assert_int_equal(say(told, DEFECT_BEGAN_AT, "2026-05-01"), ERR_OK);
}

static void a_catch_may_be_released_after_it_was_found(void **state)
{
    struct told *told = *state;
    defect_give(&told->change.fields, DEFECT_STAGE, "pr");
    assert_int_equal(say(told, DEFECT_RELEASED_AT, "2026-05-02"), ERR_OK);
}

static void a_time_says_the_state(void **state)
{
    struct told *told = *state;
    assert_int_equal(say(told, DEFECT_FIXED_AT, "2026-05-02"), ERR_OK);
    assert_string_equal(now(told, DEFECT_STATE), "fixed");
    assert_int_equal(say(told, DEFECT_STATE, "open"), ERR_OK);
    assert_null(now(told, DEFECT_FIXED_AT));
    assert_int_equal(say(told, DEFECT_STATE, "closed"), ERR_OK);
    assert_string_equal(now(told, DEFECT_CLOSED_AT), "2026-06-01T12:00:00Z");
    defect_give(&told->change.fields, DEFECT_STATE, "open");
    expect_refusal(told, DEFECT_CLOSED_AT, "2026-05-03");
}

static void an_escape_waits_for_the_word_of_a_person(void **state)
{
    struct told *told = *state;
    told->change.by = DEFECT_BY_SOURCE;
    defect_give(&told->change.fields, DEFECT_STAGE, "customer");
    assert_int_equal(say(told, DEFECT_CATEGORY, "concurrency"), ERR_OK);
    assert_string_equal(now(told, DEFECT_LAYER), "unit");
    assert_int_equal(say(told, DEFECT_LAYER, "e2e"), ERR_OK);
    assert_string_equal(now(told, DEFECT_LAYER), "e2e");
    assert_false(told->record.settled);
    assert_int_equal(say(told, DEFECT_STATE, "closed"), ERR_INVALID);
    assert_int_equal(told->at, DEFECT_LAYER);
    told->change.by = DEFECT_BY_HAND;
    assert_int_equal(say(told, DEFECT_LAYER, "unit"), ERR_OK);
    assert_int_equal(say(told, DEFECT_STATE, "closed"), ERR_OK);
}

static void the_layer_follows_the_category_until_it_is_settled(void **state)
{
    struct told *told = *state;
    assert_int_equal(say(told, DEFECT_CATEGORY, "concurrency"), ERR_OK);
    assert_int_equal(say(told, DEFECT_CATEGORY, "capacity"), ERR_OK);
    assert_string_equal(now(told, DEFECT_LAYER), "performance");
    assert_int_equal(say(told, DEFECT_LAYER, "e2e"), ERR_OK);
    assert_int_equal(say(told, DEFECT_CATEGORY, "concurrency"), ERR_OK);
    assert_string_equal(now(told, DEFECT_LAYER), "e2e");
    assert_int_equal(say(told, DEFECT_LAYER, NULL), ERR_OK);
    assert_string_equal(now(told, DEFECT_LAYER), "unit");
    assert_false(told->record.settled);
}

static void a_person_knows_a_commit_better_than_a_source(void **state)
{
    struct told *told = *state;
    told->change.by = DEFECT_BY_SOURCE;
    assert_int_equal(say(told, DEFECT_FIX_PARENT, "1111111"), ERR_OK);
    assert_string_equal(told->record.introduced_how, "fix_parent");
    assert_int_equal(say(told, DEFECT_INTRODUCED_SHA, "2222222"), ERR_OK);
    assert_string_equal(told->record.introduced_how, "explicit");
    assert_int_equal(say(told, DEFECT_FIX_PARENT, "1111111"), ERR_OK);
    assert_string_equal(now(told, DEFECT_INTRODUCED_SHA), "2222222");
    told->change.by = DEFECT_BY_HAND;
    defect_give(&told->change.fields, DEFECT_INTRODUCED_SURE, "likely");
    assert_int_equal(say(told, DEFECT_INTRODUCED_SHA, "3333333"), ERR_OK);
    told->change.by = DEFECT_BY_SOURCE;
    assert_int_equal(say(told, DEFECT_INTRODUCED_SHA, "2222222"), ERR_OK);
    assert_string_equal(now(told, DEFECT_INTRODUCED_SHA), "3333333");
    assert_string_equal(now(told, DEFECT_INTRODUCED_SURE), "likely");
    assert_string_equal(told->record.introduced_how, "by_hand");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_and_a_time_are_enough, begin, end),
        cmocka_unit_test_setup_teardown(each_field_says_what_it_takes, begin, end),
        cmocka_unit_test_setup_teardown(a_wrong_word_is_answered_with_the_right_ones, begin, end),
        cmocka_unit_test_setup_teardown(a_decimal_is_kept_digit_by_digit, begin, end),
        cmocka_unit_test_setup_teardown(money_and_currency_go_together, begin, end),
        cmocka_unit_test_setup_teardown(times_have_their_order, begin, end),
        cmocka_unit_test_setup_teardown(a_bug_may_be_found_before_it_hurts_and_after, begin, end),
        cmocka_unit_test_setup_teardown(a_catch_may_be_released_after_it_was_found, begin, end),
        cmocka_unit_test_setup_teardown(a_time_says_the_state, begin, end),
        cmocka_unit_test_setup_teardown(an_escape_waits_for_the_word_of_a_person, begin, end),
        cmocka_unit_test_setup_teardown(the_layer_follows_the_category_until_it_is_settled, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_person_knows_a_commit_better_than_a_source, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

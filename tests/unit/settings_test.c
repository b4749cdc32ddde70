#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/settings.h"

static void defaults_fit_their_own_ranges(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    for (size_t i = 0; i < settings_count; i++) {
        const struct settings_row *row = &settings_rows[i];
        struct err err = {0};
        if (settings_set(&settings, row->name, row->fallback, &err) != ERR_OK)
            fail_msg("%s", err.message);
    }
    assert_true(settings.prior_a > 0.2339 && settings.prior_a < 0.2341);
    assert_true(settings.window_commits >= 64 && settings.window_commits <= 64);
    settings_free(&settings);
}

static void what_does_not_fit_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        enum err_code code;
    } rows[] = {
        {"prior_z", "1", ERR_NOT_FOUND},       {"prior_a", "", ERR_INVALID},
        {"prior_a", "one", ERR_INVALID},       {"prior_a", "nan", ERR_INVALID},
        {"prior_a", "-1", ERR_INVALID},        {"min_events", "2.5", ERR_INVALID},
        {"window_commits", "7", ERR_INVALID},  {"window_commits", "257", ERR_INVALID},
        {"outage_share", "1.01", ERR_INVALID}, {"min_events", "3", ERR_OK},
    };
    struct settings settings;
    settings_default(&settings);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct err err = {0};
        assert_int_equal(settings_set(&settings, rows[i].name, rows[i].value, &err), rows[i].code);
    }
    assert_true(settings.min_events >= 3 && settings.min_events <= 3);
    settings_free(&settings);
}

static void branches_are_protected_by_name_and_by_glob(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    assert_true(settings_protects(&settings, "dev", "dev"));
    assert_true(settings_protects(&settings, "dev", "main"));
    assert_true(settings_protects(&settings, "dev", "release/1.2"));
    assert_false(settings_protects(&settings, "dev", "maintenance"));
    assert_false(settings_protects(&settings, "dev", "feature/release/1"));
    assert_false(settings_protects(&settings, "dev", NULL));
    assert_false(settings_protects(&settings, NULL, ""));
    struct err err = {0};
    assert_int_equal(settings_set(&settings, "protected_branches", " a? ,,b", &err), ERR_OK);
    assert_true(settings_protects(&settings, "dev", "a1"));
    assert_true(settings_protects(&settings, "dev", "b"));
    assert_false(settings_protects(&settings, "dev", "main"));
    settings_free(&settings);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_fit_their_own_ranges),
        cmocka_unit_test(what_does_not_fit_is_refused_by_name),
        cmocka_unit_test(branches_are_protected_by_name_and_by_glob),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

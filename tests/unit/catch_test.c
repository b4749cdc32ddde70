/* When a test that failed for a while, and passes again, has caught something. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "analyzer/escape/catch.h"

enum { COMMITS_MAX = 64 };

/* A life as letters, oldest first: p passed, f failed always, m both, - did not run. */
static bool find(const char *life, struct caught *caught)
{
    struct cell cells[COMMITS_MAX];
    struct settings settings;
    size_t count = strlen(life);
    double passing = 0;
    assert_true(count <= COMMITS_MAX);
    for (size_t i = 0; i < count; i++) {
        cells[i] = (struct cell){.passes = life[i] == 'p' || life[i] == 'm',
                                 .fails = life[i] == 'f' || life[i] == 'm'};
        passing += cells[i].passes;
    }
    settings_default(&settings);
    bool found = catch_find(&settings, cells, count, 0, passing, caught);
    settings_free(&settings);
    return found;
}

static void a_regression_that_was_mended(void **state)
{
    (void)state;
    struct caught caught;
    assert_true(find("ppppppppppppppppppppfffffp", &caught));
    assert_int_equal(caught.commits, 5);
    assert_true(caught.next);
    assert_true(find("pppppppppppppppppppp-ff-fff-ppp-", &caught));
    assert_int_equal(caught.commits, 5);
    assert_false(caught.next);
}

static void nothing_that_is_none(void **state)
{
    (void)state;
    static const char *const lives[] = {
        "",                           /* it never ran */
        "----",                       /* nor here */
        "pppppppppppppppppppp",       /* it is sound */
        "ppppppppppppppppppppfffff",  /* it is broken still */
        "ppppppppppppppppppppfffff-", /* and has not run since */
        "fffffppppp",                 /* it did not pass before */
        "pppppppppppppppppppfp",      /* it failed once */
        "ppppppppppppfffffmppp",      /* and then passed and failed */
    };
    struct caught caught;
    for (size_t i = 0; i < sizeof lives / sizeof *lives; i++)
        if (find(lives[i], &caught))
            fail_msg("\"%s\" is taken for a catch", lives[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_that_was_mended),
        cmocka_unit_test(nothing_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

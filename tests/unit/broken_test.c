#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/flake/blips.h"
#include "analyzer/flake/broken.h"

enum { CELLS_MAX = 256 };

/* p passed, f failed, m both, R failed twice, dot did not run */
static size_t cells_of(const char *letters, struct cell cells[CELLS_MAX])
{
    size_t count = strlen(letters);
    assert_true(count <= CELLS_MAX);
    for (size_t i = 0; i < count; i++)
        cells[i] = (struct cell){.passes = letters[i] == 'p' || letters[i] == 'm',
                                 .fails = letters[i] == 'R'                        ? 2
                                          : letters[i] == 'f' || letters[i] == 'm' ? 1
                                                                                   : 0};
    return count;
}

static void a_test_is_broken_when_it_fails_commit_after_commit(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    static const struct {
        const char *letters;
        double k, n;
        bool broken;
    } rows[] = {
        {"", 0, 0, false},
        {"..", 0, 0, false},
        {"ppppp", 0, 1000, false},
        {"pppppf", 0, 1000, false},    /* once may be chance */
        {"pppppff", 0, 1000, true},    /* twice is not, of a test that never failed */
        {"pppppf.f..", 0, 1000, true}, /* commits without it say nothing */
        {"pppppff", 5, 200, false},    /* one that fails in 2 % of its runs */
        {"pppppRR", 5, 200, true},     /* and fails again in the retry on both */
        {"pppppffff", 5, 200, true},
        {"pppppffm", 0, 1000, false},   /* a pass on the same commit */
        {"pppppffffp", 0, 1000, false}, /* mended */
        {"pfpffpfppfffpfpf", 50, 50, false},
        {"pfpffpfppfffpfpRR", 50, 50, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell cells[CELLS_MAX];
        size_t count = cells_of(rows[i].letters, cells);
        double broken = broken_filter(&settings, cells, count, rows[i].k, rows[i].n);
        assert_true(broken >= 0 && broken <= 1);
        if (broken_is(&settings, broken, cells, count) != rows[i].broken)
            fail_msg("%s: %f", rows[i].letters, broken);
    }
}

static void many_failures_stay_a_probability(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    struct cell cells[CELLS_MAX];
    for (size_t i = 0; i < CELLS_MAX; i++)
        cells[i] = (struct cell){.fails = 1000000};
    double broken = broken_filter(&settings, cells, CELLS_MAX, 0, 1e9);
    assert_true(broken > 0.99 && broken <= 1);
}

static void a_row_of_failures_is_broken_where_the_rate_makes_it_unlikely(void **state)
{
    (void)state;
    const struct {
        const char *letters;
        double k, n;
        bool broken;
    } rows[] = {
        {"pppppf", 5, 200, false},  /* one is no row */
        {"pppppff", 5, 200, true},  /* 2.6 %: twice in 1,500 */
        {"ppfpf.f", 5, 200, true},  /* commits without it say nothing */
        {"ppfpfpf", 5, 200, false}, /* nor do failures apart */
        {"pppppff", 5, 45, false},  /* 10.2 %: once in 97 */
        {"ppppfff", 5, 45, true},
        {"ppppfffff", 50, 50, false}, /* half of the time: five in a row are once in 32 */
        {"pppppffp", 5, 200, false},  /* mended */
    };
    struct settings settings;
    settings_default(&settings);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell cells[CELLS_MAX];
        size_t count = cells_of(rows[i].letters, cells);
        double broken = broken_chance(&settings, cells, count, rows[i].k, rows[i].n);
        assert_true(broken >= broken_filter(&settings, cells, count, rows[i].k, rows[i].n));
        if (broken_is(&settings, broken, cells, count) != rows[i].broken)
            fail_msg("%s: %f", rows[i].letters, broken);
    }
}

/* The cases of LUCI Analysis. */
static void the_begin_of_a_change_is_found(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    settings.split_prior = 1e-2;
    static const struct {
        int runs[16], fails[16];
        size_t count, at; /* at 0: none */
    } rows[] = {
        {{2, 2, 1, 1, 2, 2}, {0, 0, 0, 1, 2, 2}, 6, 3},
        {{2, 2, 1, 1, 2, 2}, {0, 0, 1, 1, 2, 2}, 6, 2},
        {{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
         {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
         16,
         6},
        {{2, 2, 2, 2, 2, 2, 2, 2}, {1, 0, 1, 0, 0, 1, 0, 2}, 8, 0},
        {{2, 2, 2, 2, 2, 2}, {0, 0, 0, 2, 2, 0}, 6, 0}, /* a clean pass is the newest */
        {{1}, {1}, 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell cells[16];
        for (size_t c = 0; c < rows[i].count; c++)
            cells[c] = (struct cell){.passes = rows[i].runs[c] - rows[i].fails[c],
                                     .fails = rows[i].fails[c]};
        size_t at = 0;
        bool found = split_find(&settings, cells, rows[i].count, &at);
        if (found != (rows[i].at > 0) || at != rows[i].at)
            fail_msg("case %zu: %zu", i, at);
    }
}

static void the_last_of_several_changes_counts(void **state)
{
    (void)state;
    struct settings settings;
    settings_default(&settings);
    struct cell cells[CELLS_MAX];
    size_t at = 0;
    size_t count = cells_of("pppppppppppppppppppppppppppppppp"
                            "RRRRRRRRRRRRRRRR"
                            "pppppppppppppppppppppppppppppppp"
                            "..RRRRRRRR..",
                            cells);
    assert_true(split_find(&settings, cells, count, &at));
    assert_int_equal(at, 82);
}

static void a_blip_is_one_failing_commit_between_two_that_passed(void **state)
{
    (void)state;
    static const struct {
        const char *letters;
        size_t window, count;
        struct blip blips[4];
    } rows[] = {
        {"", 64, 0, {{0}}},
        {"pfp", 64, 1, {{1, 2}}},
        {"pfm", 64, 1, {{1, 2}}}, /* a pass is among its runs */
        {"mRp", 64, 1, {{1, 2}}},
        {"pffp", 64, 0, {{0}}}, /* two in a row: broken */
        {"pmp", 64, 0, {{0}}},  /* a flip */
        {"fp", 64, 0, {{0}}},   /* nothing known before */
        {"pf", 64, 0, {{0}}},   /* nor after */
        {"pfpfp", 64, 2, {{1, 2}, {3, 4}}},
        {"pffpfp", 64, 1, {{4, 5}}},
        {"p..f..p", 64, 1, {{3, 6}}},
        {"p..f..p", 3, 1, {{3, 6}}},
        {"p..f..p", 2, 0, {{0}}}, /* neighbours too far off */
        {"p..fp", 2, 0, {{0}}},
        {"pf..p", 2, 0, {{0}}},
        {"p.....pfp", 2, 1, {{7, 8}}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cell cells[CELLS_MAX];
        size_t count = cells_of(rows[i].letters, cells);
        struct blip found[CELLS_MAX / 2];
        assert_int_equal(blips_find(cells, count, rows[i].window, found), rows[i].count);
        for (size_t b = 0; b < rows[i].count; b++) {
            assert_int_equal(found[b].at, rows[i].blips[b].at);
            assert_int_equal(found[b].next, rows[i].blips[b].next);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_test_is_broken_when_it_fails_commit_after_commit),
        cmocka_unit_test(many_failures_stay_a_probability),
        cmocka_unit_test(a_row_of_failures_is_broken_where_the_rate_makes_it_unlikely),
        cmocka_unit_test(the_begin_of_a_change_is_found),
        cmocka_unit_test(the_last_of_several_changes_counts),
        cmocka_unit_test(a_blip_is_one_failing_commit_between_two_that_passed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

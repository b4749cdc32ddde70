#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "common/stats.h"

static void is_within(double got, double wanted, double within)
{
    if (!(fabs(got - wanted) <= within))
        fail_msg("%.15g is not %.15g", got, wanted);
}

/* To more digits than anybody has published. */
static void is_near(double got, double wanted)
{
    is_within(got, wanted, 1e-12 * wanted);
}

static void wilson_intervals_are_those_of_the_books(void **state)
{
    (void)state;
    static const struct {
        double hits, count, low, high;
    } rows[] = {
        {4, 20, 0.0806576625797981, 0.4160174322518935},
        {18, 20, 0.6989663547715128, 0.972133518786232},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct interval got = stats_wilson(rows[i].hits, rows[i].count);
        is_near(got.low, rows[i].low);
        is_near(got.high, rows[i].high);
    }
}

static void an_interval_stays_between_0_and_1(void **state)
{
    (void)state;
    is_near(stats_wilson(0, 5).low, 0);
    is_near(stats_wilson(5, 5).high, 1);
    is_near(stats_wilson(0, 0).low, 0);
    is_near(stats_wilson(0, 0).high, 1);
    assert_true(stats_wilson(0, 5).high < 1 && stats_wilson(5, 5).low > 0);
}

static void the_incomplete_beta_function_is_exact(void **state)
{
    (void)state;
    static const struct {
        double a, b, x, share;
    } rows[] = {
        {1, 1, 0.25, 0.25},  {2, 1, 0.5, 0.25},    {1, 3, 0.5, 0.875},
        {2, 3, 0.3, 0.3483}, {0.5, 0.5, 0.5, 0.5}, {0.5, 0.5, 0.75, 2.0 / 3},
        {3, 2, 1, 1},        {3, 2, 0, 0},         {1, 1000, 1e-3, 0.6323045752},
        {10, 10, 0.5, 0.5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_within(exp(stats_log_beta_share(rows[i].a, rows[i].b, rows[i].x)), rows[i].share, 1e-9);
    for (double a = 0.3; a < 3000; a *= 4) /* both sides of the fraction agree */
        for (double b = 0.3; b < 3000; b *= 4)
            for (double x = 0.01; x < 1; x += 0.07)
                is_within(exp(stats_log_beta_share(a, b, x)) +
                              exp(stats_log_beta_share(b, a, 1 - x)),
                          1, 1e-10);
}

static void poisson_tails_are_exact(void **state)
{
    (void)state;
    static const struct {
        double x, lambda, chance;
    } rows[] = {
        {0, 3, 1},
        {1, 0, 0},
        {1, 2, 0.8646647167633873},
        {3, 2, 0.3233235838169366},
        {2, 10, 0.9995006007726127},
        {10, 1, 1.1142547833872067e-07},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_within(stats_poisson_tail(rows[i].x, rows[i].lambda), rows[i].chance,
                  1e-12 * rows[i].chance + 1e-15);
    assert_true(stats_poisson_tail(500, 1) >= 0);
    is_within(stats_poisson_tail(1000, 1000), 0.504205244180215, 1e-12);
}

/* Made with mpmath to 30 digits. */
static void the_incomplete_gamma_function_is_exact(void **state)
{
    (void)state;
    static const struct {
        double a, x, share;
    } rows[] = {
        {0.5, 0.1, 0.345279153981423},    {0.5, 8, 0.999936657516334},
        {1, 1, 0.632120558828558},        {4, 2, 0.142876539501453},
        {4, 20, 0.99999679628022},        {15.5, 10, 0.0641963792588456},
        {15.5, 17, 0.674904222354609},    {100, 80, 0.0171083130351331},
        {100, 130, 0.997249591632693},    {1000, 1000, 0.504205244180216},
        {1e5, 100100, 0.624445130704405},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        is_within(stats_gamma_share(rows[i].a, rows[i].x), rows[i].share, 1e-10 * rows[i].share);
    is_near(stats_gamma_share(2, 0), 0);
    is_near(stats_gamma_share(2, 1e6), 1);
}

static void a_quantile_is_where_its_share_is(void **state)
{
    (void)state;
    static const double shares[] = {0.001, 0.025, 0.5, 0.975, 0.999};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        for (double a = 0.5; a < 2000; a *= 3) {
            double x = stats_gamma_quantile(a, shares[i]);
            is_within(stats_gamma_share(a, x), shares[i], 1e-10 * shares[i]);
            for (double b = 0.5; b < 2000; b *= 3) {
                x = stats_beta_quantile(a, b, shares[i]);
                is_within(exp(stats_log_beta_share(a, b, x)), shares[i], 1e-10 * shares[i]);
            }
        }
    is_near(stats_gamma_quantile(1, 0.95), log(20));
    is_near(2 * stats_gamma_quantile(5, 0.975), 20.483177350807395); /* chi-squared of 10 */
}

static void a_binomial_share_is_the_sum_of_its_chances(void **state)
{
    (void)state;
    double sum = 0;
    for (int hits = 0; hits <= 40; hits++) {
        double log_choose = lgamma(41) - lgamma(hits + 1) - lgamma(41 - hits);
        sum += exp(log_choose + hits * log(0.3) + (40 - hits) * log(0.7));
        is_within(stats_binomial_at_most(hits, 40, 0.3), sum, 1e-12);
    }
    is_near(stats_binomial_at_most(0, 0, 0.3), 1);
    is_near(stats_binomial_at_most(0, 1, 0.25), 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_intervals_are_those_of_the_books),
        cmocka_unit_test(an_interval_stays_between_0_and_1),
        cmocka_unit_test(the_incomplete_beta_function_is_exact),
        cmocka_unit_test(poisson_tails_are_exact),
        cmocka_unit_test(the_incomplete_gamma_function_is_exact),
        cmocka_unit_test(a_quantile_is_where_its_share_is),
        cmocka_unit_test(a_binomial_share_is_the_sum_of_its_chances),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

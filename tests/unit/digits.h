/* Numbers compared to as many significant digits as were published. */
#ifndef TESTS_UNIT_DIGITS_H
#define TESTS_UNIT_DIGITS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* What is published with more digits than this is compared to this many. */
enum { NINE = 9 };

static inline void is_to(int digits, double got, double wanted)
{
    double last = wanted == 0 ? 1e-12 : pow(10, floor(log10(fabs(wanted))) + 1 - digits);
    if (!(fabs(got - wanted) <= 0.5 * last * (1 + 1e-6)))
        fail_msg("%.15g is not %.15g to %d digits", got, wanted, digits);
}

#endif

/* Why a test may be flaky, as its page shows it. */
#ifndef API_CAUSES_H
#define API_CAUSES_H

#include <jansson.h>

#include "api/request.h"

/* The hint that was noted for lists, with one reason, in seven columns from @first: hint, weight,
 * reason, numerator, denominator, passing, passing_count; null where there is none. */
json_t *causes_pack_noted(const struct rows *rows, size_t row, int first);

/* Adds to @test what its runs hint at, as "causes": cascades first, then by weight. */
enum err_code causes_add(struct request *request, int32_t test_id, json_t *test,
                         struct err *err) must_check;

#endif

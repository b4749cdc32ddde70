/* Why a test may be flaky, as its page shows it. */
#ifndef API_CAUSES_H
#define API_CAUSES_H

#include <jansson.h>

#include "api/request.h"

/* Adds to @test what its runs hint at, as "causes": cascades first, then by weight. */
enum err_code causes_add(struct request *request, int32_t test_id, json_t *test,
                         struct err *err) must_check;

#endif

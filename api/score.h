/* The judgement of a test in numbers and in a sentence, as its page shows it. */
#ifndef API_SCORE_H
#define API_SCORE_H

#include <jansson.h>

#include "api/request.h"

/* Adds it to @test as "score"; null where it never failed, or was not judged yet. */
enum err_code score_add(struct request *request, int32_t test_id, json_t *test,
                        struct err *err) must_check;

#endif

/* Tests that go on under another name, as the page of a test shows them. */
#ifndef API_LINKS_H
#define API_LINKS_H

#include "api/request.h"

enum { FORMER_MAX = 5 /* names back that a test shows */ };

/* Adds renamed_from (nearest first) and renamed_to to @test. *@former are the ids of the tests that
 * it was, as renamed_from has them. */
enum err_code links_add(struct request *request, int32_t test_id, json_t *test,
                        int32_t former[FORMER_MAX], size_t *count, struct err *err) must_check;

#endif

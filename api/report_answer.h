/* The answer to an upload as a request gets it: in the form that its Accept asks for, and with
 * headers that say the verdict. */
#ifndef API_REPORT_ANSWER_H
#define API_REPORT_ANSWER_H

#include <jansson.h>

#include "api/reply.h"
#include "api/request.h"

/* Answers @status with @answer, whose JSON document as it is kept is @text; that is free()d here,
 * whatever happens. ERR_NOMEM when one of them is NULL. */
enum err_code report_answer(struct request *request, struct reply *reply, int status,
                            const json_t *answer, char *text, struct err *err) must_check;

#endif

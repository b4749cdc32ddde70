/* What the resources of a change share. */
#ifndef API_CHANGES_H
#define API_CHANGES_H

#include "analyzer/escape/change.h"
#include "api/reply.h"
#include "api/request.h"

/* Begins an edit; @has_id: of the change that the address names. */
enum err_code change_begin(struct request *request, bool has_id, struct change_edit *edit,
                           struct err *err) must_check;

/* Answers with the change @id. */
enum err_code change_answer(struct request *request, int64_t id, int status, struct reply *reply,
                            struct err *err) must_check;

#endif

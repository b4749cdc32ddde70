/* The words that escapes are told in, with their definitions. */
#include "api/resources.h"
#include "api/values.h"

enum err_code vocabulary_show(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(db_run(request_db(request), QUERY_VOCABULARY, NULL, &rows, err));
    return reply_json(reply, 200, value_json(rows, 0, 0), err);
}

#include "analyzer/escape/kept.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/audit.h"

static json_t *row_of(const struct rows *rows, int column)
{
    return rows_null(rows, 0, column) ? NULL : json_loads(rows_text(rows, 0, column), 0, NULL);
}

enum err_code kept_run(struct db *db, enum query query, const struct params *params,
                       const struct kept *kept, int64_t *id, struct err *err)
{
    enum { ID, BEFORE, AFTER };
    auto_rows struct rows *rows = NULL;
    char kind[32];
    *id = 0;
    try_(db_run(db, query, params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    *id = rows_int(rows, 0, ID);
    snprintf(kind, sizeof kind, "%.*s", (int)strcspn(kept->action, "."), kept->action);
    json_t *before = row_of(rows, BEFORE), *after = row_of(rows, AFTER);
    enum err_code code = audit_add(db,
                                   &(struct audit){
                                       .project_id = kept->project_id,
                                       .now = kept->now,
                                       .actor = kept->actor,
                                       .action = kept->action,
                                       .subject_kind = kind,
                                       .subject_id = *id,
                                       .reason = kept->reason,
                                       .before = before,
                                       .after = after,
                                   },
                                   err);
    json_decref(before);
    json_decref(after);
    return code;
}

enum err_code kept_need(const char *field, const char *text, struct err *err)
{
    return text && text[strspn(text, " ")]
               ? ERR_OK
               : err_set(err, ERR_INVALID, "field \"%s\": needed", field);
}

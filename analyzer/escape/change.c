#include "analyzer/escape/change.h"

#include <inttypes.h>

#include "analyzer/escape/kept.h"
#include "analyzer/escape/vocabulary.h"
#include "analyzer/escape/watch.h"

static struct kept kept_of(const struct change_edit *edit, const char *action)
{
    return (struct kept){.project_id = edit->project_id,
                         .now = edit->now,
                         .actor = edit->actor,
                         .action = action,
                         .reason = edit->reason};
}

enum { ID, ENDED, CATEGORY }; /* columns of change_hold */

static enum err_code find(struct db *db, const struct change_edit *edit, struct rows **rows,
                          struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, edit->project_id);
    params_int(&params, edit->change_id);
    return db_run(db, QUERY_CHANGE_HOLD, &params, rows, err);
}

/* Finds and locks it. */
static enum err_code hold(struct db *db, const struct change_edit *edit, bool standing,
                          struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find(db, edit, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no such change in this project");
    if (standing && rows_bool(rows, 0, ENDED))
        return err_set(err, ERR_CONFLICT, "the change has ended");
    return ERR_OK;
}

/* What follows for its category. */
static enum err_code look_again(struct db *db, const struct change_edit *edit, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    try_(find(db, edit, &rows, err));
    return watch_evaluate(db, edit->project_id, rows_text(rows, 0, CATEGORY), NULL, edit->now, err);
}

static enum err_code add_work(struct db *db, void *context, struct err *err)
{
    struct change_edit *edit = context;
    auto_params struct params params = {0};
    struct kept kept = kept_of(edit, "change.create");
    try_(vocabulary_check(db, "bug_category", "category", edit->category, err));
    try_(vocabulary_check(db, "change_type", "change_type", edit->type, err));
    params_int(&params, edit->project_id);
    if (edit->defect_id)
        params_int(&params, edit->defect_id);
    else
        params_null(&params);
    params_text(&params, edit->category);
    params_text(&params, edit->type);
    params_text(&params, edit->title);
    params_text(&params, edit->description ? edit->description : "");
    params_text(&params, edit->url);
    params_time(&params, edit->now);
    try_(kept_run(db, QUERY_CHANGE_ADD, &params, &kept, &edit->change_id, err));
    if (!edit->change_id)
        return err_set(err, ERR_INVALID, "%s",
                       edit->category ? "field \"defect\": there is no such bug in this project"
                                      : "field \"category\": needed, the bug has none yet");
    return look_again(db, edit, err);
}

enum err_code change_add(struct db *db, struct change_edit *edit, struct err *err)
{
    try_(kept_need("title", edit->title, err));
    try_(kept_need("change_type", edit->type, err));
    if (!edit->defect_id)
        try_(kept_need("category", edit->category, err));
    return db_transaction(db, add_work, edit, err);
}

static enum err_code end_work(struct db *db, void *context, struct err *err)
{
    struct change_edit *edit = context;
    auto_params struct params params = {0};
    struct kept kept = kept_of(edit, "change.end");
    int64_t id;
    try_(hold(db, edit, true, err));
    params_int(&params, edit->project_id);
    params_int(&params, edit->change_id);
    params_time(&params, edit->now);
    params_text(&params, edit->reason);
    try_(kept_run(db, QUERY_CHANGE_END, &params, &kept, &id, err));
    return look_again(db, edit, err);
}

enum err_code change_end(struct db *db, struct change_edit *edit, struct err *err)
{
    try_(kept_need("reason", edit->reason, err));
    return db_transaction(db, end_work, edit, err);
}

static enum err_code adopt_work(struct db *db, void *context, struct err *err)
{
    struct change_edit *edit = context;
    auto_params struct params params = {0};
    struct kept kept = kept_of(edit, "adoption.create");
    try_(hold(db, edit, true, err));
    params_int(&params, edit->project_id);
    params_int(&params, edit->change_id);
    params_text(&params, edit->service);
    params_time(&params, edit->at);
    enum err_code code = kept_run(db, QUERY_CHANGE_ADOPT, &params, &kept, &edit->adoption_id, err);
    if (code == ERR_CONFLICT) {
        err_clear(err);
        return err_set(err, ERR_CONFLICT, "it is in force in %s already", edit->service);
    }
    try_(code);
    return edit->adoption_id
               ? look_again(db, edit, err)
               : err_set(err, ERR_INVALID,
                         "field \"service\": there is no such service in this project");
}

enum err_code change_adopt(struct db *db, struct change_edit *edit, struct err *err)
{
    try_(kept_need("service", edit->service, err));
    return db_transaction(db, adopt_work, edit, err);
}

static enum err_code drop_work(struct db *db, void *context, struct err *err)
{
    struct change_edit *edit = context;
    auto_params struct params params = {0};
    struct kept kept = kept_of(edit, "adoption.end");
    int64_t id;
    try_(hold(db, edit, false, err));
    params_int(&params, edit->project_id);
    params_int(&params, edit->change_id);
    params_int(&params, edit->adoption_id);
    params_time(&params, edit->at);
    try_(kept_run(db, QUERY_CHANGE_DROP, &params, &kept, &id, err));
    return id ? look_again(db, edit, err)
              : err_set(err, ERR_NOT_FOUND,
                        "adoption %" PRId64 " is none of this change, has ended, or began later",
                        edit->adoption_id);
}

enum err_code change_drop(struct db *db, struct change_edit *edit, struct err *err)
{
    return db_transaction(db, drop_work, edit, err);
}

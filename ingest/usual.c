#include "ingest/usual.h"

#include "common/auto.h"

enum err_code usual_ask(struct db *db, int32_t project_id, const struct upload *upload,
                        struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, project_id);
    params_text(&params, upload->job);
    params_text(&params, upload->shard);
    params_text(&params, upload->variant);
    params_int(&params, USUAL_RUNS);
    return db_send(db, QUERY_REPORT_BASELINE, &params, err);
}

static void add(struct usual *usual, int64_t list_id)
{
    size_t at = 0;
    while (at < usual->count && usual->lists[at].list_id != list_id)
        at++;
    if (at == usual->count)
        usual->lists[usual->count++] = (struct usual_list){.list_id = list_id};
    usual->lists[at].runs++;
}

enum err_code usual_receive(struct db *db, struct usual *usual, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    *usual = (struct usual){.count = 0};
    try_(db_receive(db, &rows, err));
    bool vouched = false;
    for (size_t i = 0; i < rows_count(rows) && !vouched; i++) {
        vouched = rows_bool(rows, i, 1);
        if (rows_bool(rows, i, 2))
            add(usual, rows_int(rows, i, 0));
    }
    return ERR_OK;
}

int64_t usual_runs(const struct usual *usual)
{
    int64_t runs = 0;
    for (size_t i = 0; i < usual->count; i++)
        runs += usual->lists[i].runs;
    return runs;
}

int64_t usual_runs_of(const struct usual *usual, int64_t list_id)
{
    for (size_t i = 0; i < usual->count; i++)
        if (usual->lists[i].list_id == list_id)
            return usual->lists[i].runs;
    return 0;
}

#include "api/released.h"

#include "api/filters.h"

enum err_code released_find(struct request *request, const struct released_list *list, int64_t id,
                            const struct page *page, struct rows **rows, struct err *err)
{
    int choice = -1;
    const char *commit = NULL;
    int64_t from = 0, to = 0;
    if (!id) {
        try_(request_query_choice(request, list->word, list->choices, &choice, err));
        try_(filter_commit(request, &commit, err));
        try_(filter_time(request, "from", &from, err));
        try_(filter_time(request, "to", &to, err));
    }
    auto_params struct params params = {0};
    params_int(&params, request_project_id(request));
    filter_params_id(&params, id);
    params_text(&params, id ? NULL : request_query(request, "service"));
    params_text(&params, id ? NULL : request_query(request, list->other));
    params_text(&params, commit);
    params_text(&params, choice < 0 ? NULL : list->choices[choice]);
    params_time(&params, from);
    params_time(&params, to);
    page_params_number(page, &params);
    page_params_id(page, &params);
    params_int(&params, page_fetch(page));
    return db_run(request_db(request), list->query, &params, rows, err);
}

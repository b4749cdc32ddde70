#include "api/escape_window.h"

#include "analyzer/escape/vocabulary.h"
#include "api/filters.h"

/* The service, those of the team, or those that are both, which may be none. */
static enum err_code read_services(struct request *request, struct escape_window *window,
                                   struct err *err)
{
    const char *team = request_query(request, "team");
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    try_(filter_service(request, &window->service_id, err));
    if (!team && !window->service_id)
        return ERR_OK;
    if (team) {
        params_int(&params, request_project_id(request));
        params_text(&params, team);
        filter_params_id(&params, window->service_id);
        try_(db_run(request_db(request), QUERY_SERVICE_NARROW, &params, &rows, err));
        if (rows_count(rows) == 0)
            return err_set(err, ERR_INVALID,
                           "query parameter \"team\": there is no such team in this project");
    }
    size_t count = team ? rows_count(rows) : 1;
    window->services = arena_zalloc(request_arena(request), count, sizeof *window->services);
    if (!window->services)
        return err_nomem(err);
    for (size_t row = 0; row < count; row++)
        if (!team || !rows_null(rows, row, 0))
            window->services[window->service_count++] =
                team ? rows_int(rows, row, 0) : window->service_id;
    return ERR_OK;
}

enum err_code escape_window_read(struct request *request, struct escape_window *window,
                                 struct err *err)
{
    *window = (struct escape_window){.category = request_query(request, "category"),
                                     .layer = request_query(request, "layer")};
    try_(vocabulary_check(request_db(request), "bug_category", "category", window->category, err));
    try_(vocabulary_check(request_db(request), "test_layer", "layer", window->layer, err));
    try_(read_services(request, window, err));
    try_(filter_time(request, "from", &window->from, err));
    try_(filter_time(request, "to", &window->to, err));
    if (!window->to || window->to > request_now(request))
        window->to = request_now(request);
    if (window->from > window->to)
        return err_set(err, ERR_INVALID, "query parameters \"from\" and \"to\": in this order");
    window->window = (struct window){.from = window->from, .until = window->to};
    return ERR_OK;
}

void escape_window_params(const struct request *request, const struct escape_window *window,
                          struct params *params)
{
    params_int(params, request_project_id(request));
    params_text(params, window->category);
    if (window->services)
        params_long_array(params, window->services, window->service_count,
                          sizeof *window->services);
    else
        params_null(params);
    params_text(params, window->layer);
    params_time(params, window->from);
    params_time(params, window->to);
}

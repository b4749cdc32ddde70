#include "api/escape_window.h"

#include "analyzer/escape/vocabulary.h"
#include "api/filters.h"

enum err_code escape_window_read(struct request *request, struct escape_window *window,
                                 struct err *err)
{
    *window = (struct escape_window){.category = request_query(request, "category")};
    try_(vocabulary_check(request_db(request), "bug_category", "category", window->category, err));
    try_(filter_service(request, &window->service_id, err));
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
    filter_params_id(params, window->service_id);
    params_time(params, window->from);
    params_time(params, window->to);
}

/* Query parameters that several lists are filtered by. */
#ifndef API_FILTERS_H
#define API_FILTERS_H

#include "api/request.h"

/* A date or time; 0 when not given. */
enum err_code filter_time(const struct request *request, const char *name, int64_t *time,
                          struct err *err) must_check;

/* `commit`, in lower case: it may be given by its start, as people copy it. NULL when not given. */
enum err_code filter_commit(struct request *request, const char **commit,
                            struct err *err) must_check;

/* `service`, by name: its id; 0 when not given. ERR_INVALID: there is none of that name. */
enum err_code filter_service(struct request *request, int64_t *service_id,
                             struct err *err) must_check;

/* An id to filter by, as a parameter: 0, which is none, is null. */
void filter_params_id(struct params *params, int64_t id);

#endif

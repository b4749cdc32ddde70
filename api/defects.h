/* Bugs as resources show them. */
#ifndef API_DEFECTS_H
#define API_DEFECTS_H

#include <jansson.h>

#include "analyzer/escape/defect.h"
#include "api/request.h"

/* Packs a row of defect_page. */
json_t *defect_show(const struct rows *rows, size_t row);

/* The bug of that number, as defect_page has it. ERR_NOT_FOUND. */
enum err_code defect_find(struct request *request, int64_t defect_id, struct rows **rows,
                          struct err *err) must_check;

/* A change of the request's project by its caller; the defect is the one of the address where
 * @segment (or NULL) names its place there. */
enum err_code defect_begin(struct request *request, const char *segment,
                           struct defect_change *change, struct err *err) must_check;

#endif

/* Which column of a file is which field of a bug, and which of its words is which of ours. Pure. */
#ifndef ANALYZER_ESCAPE_IMPORT_MAP_H
#define ANALYZER_ESCAPE_IMPORT_MAP_H

#include <jansson.h>

#include "analyzer/escape/defect_field.h"

enum { IMPORT_KEY = DEFECT_FIELDS, IMPORT_LEFT_OUT, IMPORT_UNKNOWN };

/* {"columns": {"Created": "detected_at", "Labels": null}, "values": {"stage": {"Live":
 * "customer"}}, "defaults": {"service": "checkout"}}, each of which may be left out. */
struct import_map {
    const json_t *columns, *values, *defaults;
};

/* Checks @document (NULL: none) and keeps its parts, which stay the caller's. ERR_INVALID names
 * what is not understood. */
enum err_code import_map_read(const json_t *document, struct import_map *map,
                              struct err *err) must_check;

/* An enum defect_field or one of the above. A column that is not mapped goes by the name of a
 * field, or "key". */
int import_map_column(const struct import_map *map, const char *column);

/* The name of a target, as people say it. */
const char *import_map_name(int target);

/* What @text of a field stands for: itself when nothing else is said. */
const char *import_map_value(const struct import_map *map, int target, const char *text);

/* Gives the fields that were not given what they are by default. */
void import_map_defaults(const struct import_map *map, struct defect_fields *fields);

#endif

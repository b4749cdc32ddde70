/* The evidence of an escape as JSON, for its route and for the post-mortem. */
#ifndef API_ESCAPES_H
#define API_ESCAPES_H

#include <jansson.h>

#include "analyzer/escape/gap.h"

/* All of @facts, with the gaps that data propose and, from @decided (rows of gap_list), what people
 * said to them. NULL when memory ran out. */
json_t *escape_pack(const struct facts *facts, const struct gap gaps[GAP__MAX],
                    const struct rows *decided);

#endif

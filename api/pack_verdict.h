/* A verdict as the JSON document that answers an upload. */
#ifndef API_PACK_VERDICT_H
#define API_PACK_VERDICT_H

#include <jansson.h>

#include "analyzer/flake/verdict.h"

/* NULL when memory ran out. The caller owns the reference. */
json_t *pack_verdict(const struct verdict *verdict);

#endif

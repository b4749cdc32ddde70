/* What db.c and db_values.c share: a struct rows is a PGresult under another name. */
#ifndef COMMON_DB_INTERNAL_H
#define COMMON_DB_INTERNAL_H

#include <libpq-fe.h>

#include "common/db.h"

static inline PGresult *rows_result(const struct rows *rows)
{
    /* libpq's accessors take a plain pointer and do not change what they read */
    return (PGresult *)(uintptr_t)rows;
}

#endif

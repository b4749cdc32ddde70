#include "common/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "common/text.h"

/* One row a code: this is the only place that maps failures to the outside. */
static const struct {
    const char *name;
    int http_status;
    int exit_code;
} table[ERR__MAX] = {
    [ERR_OK] = {"ok", 200, EX_OK},
    [ERR_INVALID] = {"invalid", 422, EX_DATAERR},
    [ERR_UNAUTHORIZED] = {"unauthorized", 401, EX_NOPERM},
    [ERR_FORBIDDEN] = {"forbidden", 403, EX_NOPERM},
    [ERR_NOT_FOUND] = {"not_found", 404, EX_NOINPUT},
    [ERR_CONFLICT] = {"conflict", 409, EX_DATAERR},
    [ERR_LIMIT] = {"limit", 413, EX_DATAERR},
    [ERR_RETRY] = {"retry", 503, EX_TEMPFAIL},
    [ERR_UNAVAILABLE] = {"unavailable", 503, EX_UNAVAILABLE},
    [ERR_NOMEM] = {"out_of_memory", 503, EX_OSERR},
    [ERR_INTERNAL] = {"internal", 500, EX_SOFTWARE},
};

enum err_code err_set_at(struct err *err, enum err_code code, const char *file, int line,
                         const char *format, ...)
{
    assert(code > ERR_OK && code < ERR__MAX);
    if (!err || err->code != ERR_OK)
        return code;
    err->code = code;
    err->file = file;
    err->line = line;
    va_list args;
    va_start(args, format);
    vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    text_mend(err->message);
    return code;
}

void err_clear(struct err *err)
{
    memset(err, 0, sizeof *err);
}

const char *err_name(enum err_code code)
{
    return table[code].name;
}

int err_http_status(enum err_code code)
{
    return table[code].http_status;
}

int err_exit_code(enum err_code code)
{
    return table[code].exit_code;
}

#include <string.h>

#include "ingest/junit_internal.h"

/* What went wrong in the filter or in a limit of the report does not know the file's name. */
static void name_file(struct junit *junit)
{
    struct err inner = junit->err;
    size_t len = strlen(junit->filename);
    bool named = strncmp(inner.message, junit->filename, len) == 0 && inner.message[len] == ':';
    if (inner.code == ERR_NOMEM || named)
        return;
    err_clear(&junit->err);
    (void)err_set(&junit->err, inner.code, "%s:%lld: %.400s", junit->filename,
                  (long long)junit->filter.line, inner.message);
    junit->err.file = inner.file;
    junit->err.line = inner.line;
}

static enum junit_refusal refusal_of(const struct junit *junit)
{
    if (junit->filter.doctype)
        return JUNIT_DOCTYPE;
    if (junit->no_xml)
        return JUNIT_NO_XML;
    return reader_began(junit->reader) ? JUNIT_OTHERWISE : JUNIT_OTHER_ROOT;
}

enum err_code junit_settle_failure(struct junit *junit, enum err_code code, struct err *err)
{
    if (code == ERR_OK)
        return ERR_OK;
    if (junit->code == ERR_OK)
        junit->code = code;
    if (code == ERR_INVALID && junit->refused_as == JUNIT_NOT_REFUSED)
        junit->refused_as = refusal_of(junit);
    reader_withdraw(junit->reader);
    if (junit->err.code == ERR_OK)
        return err_nomem(err);
    name_file(junit);
    if (err && err->code == ERR_OK)
        *err = junit->err;
    return junit->code;
}

enum junit_refusal junit_refusal(const struct junit *junit)
{
    return junit->refused_as;
}

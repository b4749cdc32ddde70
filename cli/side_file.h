/* Small files that a command takes beside its reports. */
#ifndef CLI_SIDE_FILE_H
#define CLI_SIDE_FILE_H

#include "common/err.h"
#include "common/text.h"
#include "ingest/report.h"

/* Reads all of @name into @text. ERR_NOT_FOUND; ERR_LIMIT past @max bytes; ERR_UNAVAILABLE. */
enum err_code side_file_read(const char *name, size_t max, struct text *text,
                             struct err *err) must_check;

/* Makes the file @name the CODEOWNERS file of @report, in place of one that came with it.
 * ERR_INVALID too: it is no text. */
enum err_code side_file_codeowners(const char *name, struct report *report,
                                   struct err *err) must_check;

#endif

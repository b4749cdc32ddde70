/* Reads JUnit XML while it arrives. The one owner of libxml2.
 * A file is opened, fed in pieces of any size and closed; its cases stand in the report then.
 * After the last file, retries_settle() finishes the report. */
#ifndef INGEST_JUNIT_H
#define INGEST_JUNIT_H

#include "ingest/report.h"

struct junit;

/* Begins a file called @filename, which appears in the report with its first element. One file at
 * a time may be open on a report. */
enum err_code junit_open(struct report *report, const char *filename, struct junit **junit,
                         struct err *err) must_check;

/* Reads on. The result does not depend on how the bytes are cut into calls.
 * ERR_INVALID when the file is refused (message "FILE:LINE: reason, hint"): the bytes cannot be
 * XML, it has a DOCTYPE, or another format's root element; ERR_LIMIT past a named limit. After a
 * failure nothing of the file is left in the report, and every further call fails alike. */
enum err_code junit_feed(struct junit *junit, const char *bytes, size_t len,
                         struct err *err) must_check;

/* Ends the file. One that breaks off is ERR_OK with the file's `damaged` set, a warning with line,
 * column and reason, and every case before the damage. junit_free() is still due. */
enum err_code junit_close(struct junit *junit, struct err *err) must_check;

/* What an ERR_INVALID was about. */
enum junit_refusal {
    JUNIT_NOT_REFUSED,
    JUNIT_NO_XML, /* empty, or something else */
    JUNIT_DOCTYPE,
    JUNIT_OTHER_ROOT,
    JUNIT_OTHERWISE
};
enum junit_refusal junit_refusal(const struct junit *junit);

/* Frees; a file that was not closed is taken out of the report. Accepts NULL. */
void junit_free(struct junit *junit);

/* Opens, feeds, closes and frees in one call. */
enum err_code junit_read(struct report *report, const char *filename, const char *bytes, size_t len,
                         struct err *err) must_check;

#endif

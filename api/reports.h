/* The body of an upload while it arrives: bytes in, a report at the end. */
#ifndef API_REPORTS_H
#define API_REPORTS_H

#include <stddef.h>

#include "common/err.h"

struct report_body;
struct request;

/* Settles what the query says of the upload and gets ready for its bytes. ERR_INVALID when a
 * parameter does not fit, or the headers say that the body is no XML. */
enum err_code report_body_open(struct request *request, struct report_body **body,
                               struct err *err) must_check;

/* Takes the next bytes. After a failure nothing more may be fed. */
enum err_code report_body_feed(struct report_body *body, const char *bytes, size_t len,
                               struct err *err) must_check;

/* After the last byte: the report is whole. */
enum err_code report_body_close(struct report_body *body, struct err *err) must_check;

void report_body_free(struct report_body *body); /* accepts NULL */

#endif

/* The body of an upload: bytes in, a report at the end; of a small one when its handler runs. */
#ifndef API_REPORTS_H
#define API_REPORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct report_body;
struct request;

/* Settles what the query says of the upload and gets ready for its bytes. ERR_INVALID when a
 * parameter does not fit, or the headers say that the body is no report. */
enum err_code report_body_open(struct request *request, struct report_body **body,
                               struct err *err) must_check;

/* Takes the next bytes, *@taken of them: fewer than @len when what is packed is still being read.
 * After a failure nothing more may be fed. */
enum err_code report_body_feed(struct report_body *body, const char *bytes, size_t len,
                               size_t *taken, struct err *err) must_check;

/* There are no more bytes. */
void report_body_end(struct report_body *body);

/* True when report_body_close() would not wait. */
bool report_body_is_ready(struct report_body *body);

/* Has @wake called once, by any thread: when bytes are taken again, or all that came is read. */
void report_body_when_ready(struct report_body *body, void (*wake)(void *context), void *context);

/* Bytes that the report is made of, unpacked, so far. */
int64_t report_body_expanded(const struct report_body *body);

/* After report_body_end(): the report is whole, or all of it is kept. */
enum err_code report_body_close(struct report_body *body, struct err *err) must_check;

/* Where no handler will run: whether it would have refused what was kept as unreadable. */
enum err_code report_body_look(struct report_body *body, struct err *err) must_check;

void report_body_free(struct report_body *body); /* accepts NULL */

#endif

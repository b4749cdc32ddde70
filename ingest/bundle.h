/* What is uploaded, of any kind, becomes the files of a report: one XML, a packed one, or a bundle
 * of many. XML is read by whoever feeds it; what is packed is read by a thread of its own, and the
 * feeder is never made to wait. Who reads reports uses this and nothing below it. */
#ifndef INGEST_BUNDLE_H
#define INGEST_BUNDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ingest/report.h"

struct bundle;

/* Files are added to @report, which is left alone by others from here to bundle_free(). */
enum err_code bundle_new(struct report *report, struct bundle **bundle, struct err *err) must_check;
void bundle_free(struct bundle *bundle); /* also in the middle of all; accepts NULL */

enum bundle_how {
    BUNDLE_GIVEN,   /* the file must be a report, or hold some */
    BUNDLE_FOUND,   /* it was found in a folder: what is no report is left out as from an archive */
    BUNDLE_PREFIXED /* as given; what an archive holds is called NAME/PATH, not PATH */
};

/* Begins a file called @name. One is open at a time. */
enum err_code bundle_begin(struct bundle *bundle, const char *name, enum bundle_how how,
                           struct err *err) must_check;

/* Takes bytes of the file: *@taken of them, which is fewer than @len when the reader has to catch
 * up. The result does not depend on how the bytes are cut. Fails as bundle_close() does. */
enum err_code bundle_feed(struct bundle *bundle, const char *bytes, size_t len, size_t *taken,
                          struct err *err) must_check;

/* As bundle_feed(), but waits until all is taken. */
enum err_code bundle_put(struct bundle *bundle, const char *bytes, size_t len,
                         struct err *err) must_check;

/* There are no more bytes of the file. */
void bundle_end(struct bundle *bundle);

/* True when bundle_close() would not wait. */
bool bundle_is_ready(struct bundle *bundle);

/* Has @wake called once, by any thread and maybe at once, when bundle_feed() takes bytes again, or
 * after bundle_end(), when the file is ready. */
void bundle_when_ready(struct bundle *bundle, void (*wake)(void *context), void *context);

/* Ends the file that bundle_end() was called for. ERR_INVALID when it is refused: it has a DOCTYPE,
 * is no report, holds none, is damaged or encrypted; ERR_LIMIT past a named limit. An archive that
 * breaks off is ERR_OK with a damaged file that says so. The files of an archive stand in the order
 * of their names, however they were packed. */
enum err_code bundle_close(struct bundle *bundle, struct err *err) must_check;

/* After the last file: ERR_INVALID when nothing that was found is a report. */
enum err_code bundle_finish(struct bundle *bundle, struct err *err) must_check;

/* After a failure: the file that it was about and the line in it, 0 when that is not known. The
 * name lives as long as the bundle. */
const char *bundle_place(const struct bundle *bundle, const struct err *err, int64_t *line);

/* Bytes of reports so far, unpacked. May be asked at any time. */
int64_t bundle_expanded(const struct bundle *bundle);

#endif

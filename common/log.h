/* Log lines in logfmt on standard error, one an event. Only the edge logs (a request, a command,
 * a worker's turn); libraries return errors. */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Below @level nothing is written. */
void log_set_level(enum log_level level);

/* Whether a line of @level would be written: worth asking where putting its words together takes
 * its time. */
bool log_wants(enum log_level level);

/* Writes time=, level=, event=@event and the pairs that follow: key, value, ..., ending in NULL.
 * Keys and values are strings; a NULL value is left out. Never fails. Safe in threads. */
void log_event(enum log_level level, const char *event, ...) __attribute__((sentinel));

#endif

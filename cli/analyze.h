/* What waits to be folded is folded, as long as the server runs. */
#ifndef CLI_ANALYZE_H
#define CLI_ANALYZE_H

#include "api/server.h"
#include "common/err.h"

struct analyze_watch;

/* Starts a thread with a connection of its own that looks every analyze_every_ms (0: none is
 * started, and *@watch is NULL). It gives way to the uploads of @server for some seconds: those
 * somebody waits for. @url is copied. */
enum err_code analyze_watch_start(const char *url, const struct server *server,
                                  struct analyze_watch **watch, struct err *err) must_check;

/* Ends it after the batch at hand. Accepts NULL. */
void analyze_watch_stop(struct analyze_watch *watch);

#endif

/* Once a day, on one of the servers, what is old enough goes. */
#ifndef CLI_EXPIRE_H
#define CLI_EXPIRE_H

#include "common/err.h"

struct expire_daily;

/* Starts a thread that looks every hour whether the day's work was done by anybody. @url is
 * copied. */
enum err_code expire_daily_start(const char *url, struct expire_daily **daily,
                                 struct err *err) must_check;

/* Ends it: a month that is on its way out is let go first. Accepts NULL. */
void expire_daily_stop(struct expire_daily *daily);

#endif

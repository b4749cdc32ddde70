/* What is counted, for Prometheus. Counting never fails and takes no lock. No name of a project,
 * test or token is in it: the page is public. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deliver_counts;
struct route;

/* One answered request; @route is NULL when none was found. @status 499: the client went away. */
void metrics_request(const struct route *route, int status, double seconds, int64_t bytes_in,
                     int64_t bytes_out);

/* One stored upload of @cases cases. */
void metrics_upload(bool pass, size_t cases);

/* One refused upload, by the name of its problem; and one that no row tells of. */
void metrics_refusal(const char *problem);
void metrics_refusal_unnoted(void);

/* A connection of the database pool was borrowed (1) or given back (-1). */
void metrics_db_lent(int by);

/* How deliveries went, and since when somebody waits for one (microseconds since 1970; 0: nobody
 * does). */
void metrics_deliveries(const struct deliver_counts *counts);
void metrics_delivery_oldest(int64_t since);

/* What the thread of this server folded; and since when the oldest report waited for it as it last
 * looked (as above). */
void metrics_folded(int64_t reports, int64_t results);
void metrics_fold_waiting(int64_t since);

/* A request began (1) or ended (-1). */
void metrics_under_way(int by);

#endif

/* What is kept of a request that is over: one line in the log, and the counters. */
#ifndef API_RECORD_H
#define API_RECORD_H

struct request;

/* Logs and counts @request: as it was answered, or as gone when its step is not STEP_SENT. */
void record_request(const struct request *request);

#endif

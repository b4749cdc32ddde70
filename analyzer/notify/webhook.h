/* Messages: a signed webhook as Standard Webhooks has it, and one for Slack. */
#ifndef ANALYZER_NOTIFY_WEBHOOK_H
#define ANALYZER_NOTIFY_WEBHOOK_H

#include "analyzer/notify/call.h"
#include "analyzer/notify/message.h"

enum { WEBHOOK_ID_SIZE = 64, WEBHOOK_SIGNATURE_SIZE = 48 };

/* The id of a delivery: the same however often it is sent. */
void webhook_id(const char *key, int64_t outbox_id, char id[WEBHOOK_ID_SIZE]);

/* "v1," and the base64 of HMAC-SHA256 over "@id.@timestamp.@body". The key is @secret itself, or
 * what stands in base64 behind "whsec_". ERR_INVALID: it is no base64. */
enum err_code webhook_sign(const char *secret, const char *id, int64_t timestamp, const char *body,
                           char signature[WEBHOOK_SIGNATURE_SIZE], struct err *err) must_check;

enum err_code webhook_deliver(struct calls *calls, const struct message *message, int64_t now,
                              struct err *err) must_check;
enum err_code slack_deliver(struct calls *calls, const struct message *message,
                            struct err *err) must_check;

#endif

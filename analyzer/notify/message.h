/* What an event says, as values for templates, and the usual templates. */
#ifndef ANALYZER_NOTIFY_MESSAGE_H
#define ANALYZER_NOTIFY_MESSAGE_H

#include <jansson.h>

#include "analyzer/notify/template.h"

/* An event on its way to a destination. */
struct message {
    const char *project; /* its name */
    const char *event;
    const char *subject_kind;
    int64_t subject_id;
    int64_t outbox_id;
    int64_t added_at;
    const json_t *payload;
};

/* The texts that @values point into, beside those of @message. */
struct message_words {
    struct text subject, rate, events, id, link, tests;
};
void message_words_free(struct message_words *words);

/* Fills @values of @message. @words has to live as long. ERR_NOMEM. */
enum err_code message_values(const struct message *message, struct message_words *words,
                             struct template_values *values, struct err *err) must_check;

/* True for the event after which nothing is open any more about its subject. */
bool message_closes(const struct message *message);

/* Renders the title (plain, one line) and the text by the templates of @destination. */
enum err_code message_title(const struct destination *destination, const struct message *message,
                            struct text *out, struct err *err) must_check;
enum err_code message_text(const struct destination *destination, const struct message *message,
                           struct text *out, struct err *err) must_check;

#endif

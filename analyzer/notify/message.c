#include "analyzer/notify/message.h"

#include <inttypes.h>
#include <string.h>

#include "common/auto.h"
#include "common/config.h"

static const char usual_body[] = "{{what}}\n"
                                 "\n"
                                 "- Subject: {{subject}}\n"
                                 "- Reason: {{reason}}\n"
                                 "- Failure: {{signature}}\n"
                                 "- Owner: {{owner}}\n"
                                 "- By: {{actor}}\n"
                                 "- Failure rate: {{rate}}\n"
                                 "- Flaky events: {{events}}\n"
                                 "- Review: {{review}}\n"
                                 "- Ticket: {{ticket}}\n"
                                 "\n"
                                 "{{text}}\n"
                                 "\n"
                                 "{{link}}";

static const struct {
    const char *event, *words;
} sentences[] = {
    {"quarantine.proposed", "Flagged as flaky: proposed for quarantine."},
    {"quarantine.active", "Quarantined: its known failures do not stop a build."},
    {"quarantine.proving", "A fix is being proved; it is still excused."},
    {"quarantine.closed", "The quarantine has ended: its failures stop builds again."},
    {"quarantine.expired", "The review date has passed: it is not excused any more. Decide."},
    {"alarm.broken", "Alarm: it fails always now, and is not excused any more."},
    {"alarm.new_signature", "Alarm: it fails in a new way, which is not excused."},
    {"cluster.opened", "Several tests fail alike: this is for all of them."},
    {"cluster.grown", "One more test in quarantine fails so."},
    {"cluster.closed", "It is over: nothing is excused for it any more."},
    {"cluster.reopened", "It is back: a test in quarantine fails so again."},
    {"incident.opened", "An incident: many tests failed for one reason."},
    {"watch.guard_down", "A guard is down: nothing tells any more whether these bugs are back."},
    {"watch.closed", "Closed: the change is in force, guarded and proven."},
    {"watch.reopened", "Open again: these bugs are not closed any more."},
    {"triage.closed", "The flake triage is over."},
    {"destination.create", "A destination was added: from now on it is told of this project."},
    {"destination.change", "A destination was changed."},
    {"destination.delete", "A destination was removed."},
    {"test", "This is a test of the destination. Nothing happened."},
};

void message_words_free(struct message_words *words)
{
    text_free(&words->subject);
    text_free(&words->rate);
    text_free(&words->events);
    text_free(&words->id);
    text_free(&words->link);
    text_free(&words->tests);
}

static const char *text_at(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Suite or class, and name; each said once. */
static void put_name(const json_t *one, const char *name, struct text *out)
{
    const char *group = text_at(one, "classname");
    if (!group || !*group)
        group = text_at(one, "suite");
    if (group && *group && name && strcmp(group, name) != 0)
        text_printf(out, "%s › ", group);
    text_puts(out, name ? name : "");
}

static void put_subject(const struct message *message, struct text *out)
{
    const json_t *one = json_object_get(message->payload, message->subject_kind);
    const char *name = text_at(one, "name");
    if (!name || !*name)
        name = text_at(message->payload, "name");
    put_name(one, name, out);
    if (!name || !*name)
        text_printf(out, "%s %" PRId64, message->subject_kind, message->subject_id);
}

static void put_count(json_int_t count, const char *one, const char *several, struct text *out)
{
    text_printf(out, "%" JSON_INTEGER_FORMAT " %s", count, count == 1 ? one : several);
}

/* A line for each test of a cluster: what it is called, and how often it fails so. */
static void put_tests(const json_t *payload, struct text *out)
{
    const json_t *tests = json_object_get(payload, "tests"), *one;
    json_int_t days = json_integer_value(json_object_get(payload, "days")),
               more = json_integer_value(json_object_get(payload, "tests_total")) -
                      (json_int_t)json_array_size(tests);
    size_t i;
    json_array_foreach(tests, i, one)
    {
        put_name(one, text_at(one, "name"), out);
        text_puts(out, ": ");
        put_count(json_integer_value(json_object_get(one, "failures")), "failure", "failures", out);
        text_puts(out, " in ");
        put_count(json_integer_value(json_object_get(one, "builds")), "build", "builds", out);
        text_printf(out, " of %" JSON_INTEGER_FORMAT " days%s\n", days,
                    json_is_true(json_object_get(one, "quarantined")) ? ", in quarantine" : "");
    }
    if (more > 0) {
        text_puts(out, "and ");
        put_count(more, "more test", "more tests", out);
        text_puts(out, "\n");
    }
}

static void put_rate(const json_t *payload, struct text *out)
{
    const json_t *rate = json_object_get(payload, "rate"),
                 *low = json_object_get(payload, "rate_low"),
                 *high = json_object_get(payload, "rate_high");
    if (json_is_number(rate))
        text_printf(out, "%.2g %%", 100 * json_number_value(rate));
    if (json_is_number(rate) && json_is_number(low) && json_is_number(high))
        text_printf(out, " (5 to 95 %%: %.2g to %.2g %%)", 100 * json_number_value(low),
                    100 * json_number_value(high));
}

static void put_events(const json_t *payload, struct text *out)
{
    const json_t *events = json_object_get(payload, "events");
    if (json_is_integer(events))
        text_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(events));
    if (json_is_array(events))
        text_printf(out, "%zu", json_array_size(events));
}

static void put_link(const struct message *message, struct text *out)
{
    size_t len = strlen(config.public_url);
    while (len && config.public_url[len - 1] == '/')
        len--;
    if (!len)
        return;
    text_append(out, config.public_url, len);
    text_printf(out, "/projects/%s", message->project);
    if (strcmp(message->subject_kind, "test") == 0)
        text_printf(out, "/tests/%" PRId64, message->subject_id);
    if (strcmp(message->subject_kind, "cluster") == 0)
        text_printf(out, "/signatures/%" PRId64, message->subject_id);
    if (strcmp(message->subject_kind, "watch") == 0)
        text_puts(out, "/categories");
}

static const char *sentence_of(const char *event)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(sentences[i].event, event) == 0)
            return sentences[i].words;
    return "Something changed.";
}

/* The first of some fields that is text. */
static const char *first_text(const json_t *payload, const char *const *names)
{
    const char *text = NULL;
    for (; *names && !text; names++)
        text = text_at(payload, *names);
    return text;
}

enum err_code message_values(const struct message *message, struct message_words *words,
                             struct template_values *values, struct err *err)
{
    static const char *const longer[] = {"digest", "text", "detail", NULL};
    const json_t *payload = message->payload, *signature = json_object_get(payload, "signature");
    const char *actor = text_at(payload, "actor"), *rule = text_at(payload, "rule"),
               *longest = first_text(payload, longer);
    put_subject(message, &words->subject);
    put_rate(payload, &words->rate);
    put_events(payload, &words->events);
    put_link(message, &words->link);
    put_tests(payload, &words->tests);
    text_printf(&words->id, "%" PRId64, message->subject_id);
    *values = (struct template_values){
        {[VALUE_WHAT] = sentence_of(message->event),
         [VALUE_EVENT] = message->event,
         [VALUE_PROJECT] = message->project,
         [VALUE_KIND] = message->subject_kind,
         [VALUE_ID] = text_get(&words->id),
         [VALUE_SUBJECT] = text_get(&words->subject),
         [VALUE_REASON] = text_at(payload, "reason"),
         [VALUE_SIGNATURE] =
             json_is_string(signature) ? json_string_value(signature) : text_at(signature, "text"),
         [VALUE_OWNER] = text_at(payload, "owner"),
         [VALUE_ACTOR] = rule && actor && strcmp(actor, "rule") == 0 ? rule : actor,
         [VALUE_RATE] = text_get(&words->rate),
         [VALUE_EVENTS] = text_get(&words->events),
         [VALUE_REVIEW] = text_at(payload, "review_at"),
         [VALUE_TICKET] = text_at(payload, "ticket"),
         [VALUE_TEXT] = longest ? longest : text_get(&words->tests),
         [VALUE_LINK] = text_get(&words->link)}};
    bool failed = words->subject.failed || words->rate.failed || words->events.failed ||
                  words->id.failed || words->link.failed || words->tests.failed;
    return failed ? err_nomem(err) : ERR_OK;
}

bool message_closes(const struct message *message)
{
    const char *dot = strrchr(message->event, '.');
    return dot && strcmp(dot, ".closed") == 0;
}

static enum err_code render(const char *template, const struct message *message, enum markup markup,
                            struct text *out, struct err *err)
{
    struct message_words words auto_(message_words_free) = {.id = {0}};
    struct template_values values;
    try_(message_values(message, &words, &values, err));
    template_render(template, &values, markup, out);
    return out->failed ? err_nomem(err) : ERR_OK;
}

enum err_code message_title(const struct destination *destination, const struct message *message,
                            struct text *out, struct err *err)
{
    auto_text struct text raw = {0};
    const char *template = destination->title;
    if (!template)
        template = strcmp(message->subject_kind, "test") == 0      ? "Flaky test: {{subject}}"
                   : strcmp(message->subject_kind, "cluster") == 0 ? "Failures: {{subject}}"
                                                                   : "{{what}}";
    try_(render(template, message, MARKUP_PLAIN, &raw, err));
    template_escape(text_get(&raw), DESTINATION_TITLE_MAX, MARKUP_PLAIN, out);
    return out->failed ? err_nomem(err) : ERR_OK;
}

enum err_code message_text(const struct destination *destination, const struct message *message,
                           struct text *out, struct err *err)
{
    enum markup markup = destination_kinds[destination->kind].markup;
    if (destination->kind == DESTINATION_JIRA && strstr(destination->address, "/rest/api/3/"))
        markup = MARKUP_PLAIN; /* it goes into a document of text nodes */
    return render(destination->body ? destination->body : usual_body, message, markup, out, err);
}

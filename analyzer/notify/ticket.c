#include "analyzer/notify/ticket.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/audit.h"
#include "analyzer/flake/quarantine.h"
#include "analyzer/notify/tracker.h"
#include "analyzer/notify/webhook.h"
#include "common/clock.h"

/* Clocks of trackers may be behind ours by this. */
static const int64_t clock_slack = INT64_C(3600) * 1000000;
enum { MARK_SIZE = 128 };

struct standing {
    bool known, making; /* there is a row; it was asked for, and no answer came */
    int64_t made_by, told, tried_at;
    struct issue issue;
};

static const struct tracker *tracker_of(const struct ticket_turn *turn)
{
    return turn->calls->destination->kind == DESTINATION_JIRA ? &jira_tracker : &issues_tracker;
}

/* The subject of a ticket, or the event of a comment, as nobody else can name it. It ends in a
 * colon, so that the mark of 1 is not found in that of 12. */
static void put_mark(const struct ticket_turn *turn, bool of_subject, char mark[MARK_SIZE])
{
    const struct message *message = turn->message;
    char id[WEBHOOK_ID_SIZE];
    webhook_id(turn->calls->destination->key, message->outbox_id, id);
    if (!of_subject) {
        snprintf(mark, MARK_SIZE, "escapement:%s:", id);
        return;
    }
    size_t key = strcspn(id + strlen("msg_"), "_");
    snprintf(mark, MARK_SIZE, "escapement:%.*s:%s:%" PRId64 ":", (int)key, id + strlen("msg_"),
             message->subject_kind, message->subject_id);
}

/* ---- What we know of it -------------------------------------------------------------------- */

static void params_key(struct params *params, const struct ticket_turn *turn)
{
    params_int(params, turn->calls->destination->project_id);
    params_int(params, turn->calls->destination->destination_id);
    params_text(params, turn->message->subject_kind);
    params_int(params, turn->message->subject_id);
}

static enum err_code load(struct db *db, const struct ticket_turn *turn, struct standing *standing,
                          struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_key(&params, turn);
    try_(db_run(db, QUERY_TICKET_GET, &params, &rows, err));
    *standing = (struct standing){.known = rows_count(rows) > 0};
    if (!standing->known)
        return ERR_OK;
    standing->making = strcmp(rows_text(rows, 0, 0), "making") == 0;
    standing->issue.open = strcmp(rows_text(rows, 0, 0), "open") == 0;
    snprintf(standing->issue.id, sizeof standing->issue.id, "%s", rows_text(rows, 0, 1));
    snprintf(standing->issue.url, sizeof standing->issue.url, "%s", rows_text(rows, 0, 2));
    standing->made_by = rows_int(rows, 0, 3);
    standing->told = rows_int(rows, 0, 4);
    standing->tried_at = rows_int(rows, 0, 5);
    return ERR_OK;
}

struct trying {
    const struct ticket_turn *turn;
    int64_t now;
};

/* Only who still holds the line may ask for a ticket. */
static enum err_code note_try(struct db *db, void *context, struct err *err)
{
    const struct trying *trying = context;
    const struct ticket_turn *turn = trying->turn;
    auto_params struct params mine = {0}, params = {0};
    auto_rows struct rows *rows = NULL;
    params_key(&mine, turn);
    params_text(&mine, turn->holder);
    params_time(&mine, clock_now());
    try_(db_run(db, QUERY_DELIVERY_LINE_MINE, &mine, &rows, err));
    if (rows_count(rows) == 0)
        return err_set(err, ERR_CONFLICT, "another process took the delivery over");
    params_key(&params, turn);
    params_int(&params, turn->message->outbox_id);
    params_time(&params, trying->now);
    return db_run(db, QUERY_TICKET_TRY, &params, NULL, err);
}

struct setting {
    const struct ticket_turn *turn;
    const struct issue *issue;
    int64_t told, now;
};

/* The open quarantine of the test, or the cluster, gets the ticket, unless a person gave it one. */
static enum err_code give_back(struct db *db, const struct setting *setting, struct err *err)
{
    int32_t project_id = setting->turn->calls->destination->project_id;
    bool test = strcmp(setting->turn->message->subject_kind, "test") == 0;
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, project_id);
    params_int(&params, setting->turn->message->subject_id);
    params_text(&params, setting->issue->url);
    try_(db_run(db, test ? QUERY_QUARANTINE_TICKET : QUERY_CLUSTER_TICKET, &params, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    json_t *after = json_pack("{s:s}", "ticket", setting->issue->url);
    struct audit audit = {.project_id = project_id,
                          .now = setting->now,
                          .actor = "outbox",
                          .action = test ? "quarantine.ticket" : "cluster.ticket",
                          .subject_kind = test ? "quarantine" : "cluster",
                          .subject_id = rows_int(rows, 0, 0),
                          .after = after};
    enum err_code code = after ? audit_add(db, &audit, err) : err_nomem(err);
    json_decref(after);
    return code == ERR_OK && test ? quarantine_touch(db, project_id, err) : code;
}

static enum err_code note_set(struct db *db, void *context, struct err *err)
{
    const struct setting *setting = context;
    auto_params struct params params = {0};
    params_key(&params, setting->turn);
    params_text(&params, setting->issue->open ? "open" : "closed");
    params_text(&params, setting->issue->id);
    params_text(&params, setting->issue->url);
    params_int(&params, setting->told);
    params_time(&params, setting->now);
    try_(db_run(db, QUERY_TICKET_SET, &params, NULL, err));
    return setting->issue->open ? give_back(db, setting, err) : ERR_OK;
}

static enum err_code save(struct db *db, const struct ticket_turn *turn, const struct issue *issue,
                          bool told, struct err *err)
{
    struct setting setting = {turn, issue, told ? turn->message->outbox_id : 0, clock_now()};
    return db_transaction(db, note_set, &setting, err);
}

/* ---- Steps --------------------------------------------------------------------------------- */

static enum err_code make(struct db *db, const struct ticket_turn *turn, struct standing *standing,
                          struct err *err)
{
    char mark[MARK_SIZE];
    auto_text struct text title = {0}, words = {0};
    struct trying trying = {turn, clock_now()};
    put_mark(turn, true, mark);
    try_(message_title(turn->calls->destination, turn->message, &title, err));
    try_(message_text(turn->calls->destination, turn->message, &words, err));
    try_(db_transaction(db, note_try, &trying, err));
    struct issue_text text = {text_get(&title), text_get(&words), mark};
    try_(tracker_of(turn)->create(turn->calls, &text, &standing->issue, err));
    standing->issue.open = true;
    standing->made_by = turn->message->outbox_id;
    return save(db, turn, &standing->issue, true, err);
}

/* Finds the issue that stands for the subject, or makes it. Makes none to say that it is over. */
static enum err_code settle(struct db *db, const struct ticket_turn *turn,
                            struct standing *standing, struct err *err)
{
    char mark[MARK_SIZE];
    const struct tracker *tracker = tracker_of(turn);
    put_mark(turn, true, mark);
    if (standing->known && !standing->making) {
        struct err gone = {0};
        enum err_code code = tracker->read(turn->calls, &standing->issue, &gone);
        if (code == ERR_OK)
            return ERR_OK;
        if (code != ERR_NOT_FOUND)
            return err_set(err, code, "%s", gone.message);
    }
    if (standing->making) {
        try_(tracker->find(turn->calls, mark, standing->tried_at - clock_slack, &standing->issue,
                           err));
        if (*standing->issue.id)
            return save(db, turn, &standing->issue, false, err);
    }
    standing->issue = (struct issue){.open = false};
    if (message_closes(turn->message))
        return ERR_OK;
    return make(db, turn, standing, err);
}

static enum err_code tell(const struct ticket_turn *turn, const struct standing *standing,
                          struct err *err)
{
    char mark[MARK_SIZE];
    bool told = false;
    const struct tracker *tracker = tracker_of(turn);
    auto_text struct text words = {0};
    put_mark(turn, false, mark);
    if (turn->again)
        try_(tracker->commented(turn->calls, standing->issue.id, mark, &told, err));
    if (told)
        return ERR_OK;
    try_(message_text(turn->calls->destination, turn->message, &words, err));
    struct issue_text text = {NULL, text_get(&words), mark};
    return tracker->comment(turn->calls, standing->issue.id, &text, err);
}

enum err_code ticket_deliver(struct db *db, const struct ticket_turn *turn, struct err *err)
{
    struct standing standing;
    int64_t event = turn->message->outbox_id;
    bool open = !message_closes(turn->message);
    try_(load(db, turn, &standing, err));
    if (standing.told != event || !*standing.issue.id) {
        try_(settle(db, turn, &standing, err));
        if (!*standing.issue.id)
            return ERR_OK; /* nothing is open, and it is over */
        if (standing.made_by != event)
            try_(tell(turn, &standing, err));
        try_(save(db, turn, &standing.issue, true, err));
    }
    if (event >= standing.told && standing.issue.open != open) {
        try_(tracker_of(turn)->set_open(turn->calls, standing.issue.id, open, err));
        standing.issue.open = open;
        return save(db, turn, &standing.issue, true, err);
    }
    return ERR_OK;
}

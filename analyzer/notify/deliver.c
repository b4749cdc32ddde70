/* A line (the deliveries of one subject to one destination) is the unit that is taken: by a lease
 * on its row, so that nothing of a subject overtakes what came before it. A destination gives out
 * its turns one by one under the lock of its row: that is its rate, and what keeps one that is down
 * from holding more than two threads.
 *
 * An attempt is counted before it begins: whoever finds a delivery that was begun knows that what
 * it was to do may be done already. */
#include "analyzer/notify/deliver.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/flake/cluster_tell.h"
#include "analyzer/notify/ticket.h"
#include "analyzer/notify/webhook.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/crypto.h"

static const int64_t millisecond = 1000, second = 1000000, minute = 60000000;
enum { SPREAD_MAX = 1000, PAUSE_FROM = 3 /* failures in a row */, DETAIL_MAX = 500 };

/* Columns of delivery_begin. */
enum { DELIVERY, EVENT_ID, EVENT, ATTEMPTS, AGAIN, ADDED, PAYLOAD, PROJECT };

struct claim {
    int32_t project_id;
    const char *holder;
    int64_t now;
    struct rows *turn, *line, *begun;
    bool taken; /* a line was */
    struct destination destination;
};

static void claim_free(struct claim *claim)
{
    rows_free(claim->turn);
    rows_free(claim->line);
    rows_free(claim->begun);
    claim->turn = claim->line = claim->begun = NULL;
    claim->taken = false;
}

/* ---- Taking -------------------------------------------------------------------------------- */

static void params_line(struct params *params, const struct claim *claim)
{
    params_int(params, claim->project_id);
    params_int(params, claim->destination.destination_id);
    params_text(params, rows_text(claim->line, 0, 0));
    params_int(params, rows_int(claim->line, 0, 1));
}

static enum err_code take_turn(struct db *db, struct claim *claim, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, claim->project_id);
    params_time(&params, claim->now);
    params_time(&params, claim->now + minute / config.deliver_per_minute);
    try_(db_run(db, QUERY_DESTINATION_TAKE, &params, &claim->turn, err));
    if (rows_count(claim->turn) > 0)
        destination_read(claim->turn, claim->project_id, &claim->destination);
    return ERR_OK;
}

static enum err_code take_line(struct db *db, struct claim *claim, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, claim->project_id);
    params_int(&params, claim->destination.destination_id);
    params_time(&params, claim->now);
    params_text(&params, claim->holder);
    params_time(&params, claim->now + CALLS_MAX * config.deliver_timeout_ms * millisecond);
    try_(db_run(db, QUERY_DELIVERY_LINE_TAKE, &params, &claim->line, err));
    claim->taken = rows_count(claim->line) > 0;
    return ERR_OK;
}

static enum err_code claim_work(struct db *db, void *context, struct err *err)
{
    struct claim *claim = context;
    claim_free(claim);
    try_(take_turn(db, claim, err));
    if (rows_count(claim->turn) == 0)
        return ERR_OK;
    try_(take_line(db, claim, err));
    if (!claim->taken)
        return ERR_OK;
    auto_params struct params params = {0}, rest = {0};
    params_line(&params, claim);
    params_time(&params, claim->now);
    try_(db_run(db, QUERY_DELIVERY_BEGIN, &params, &claim->begun, err));
    if (rows_count(claim->begun) > 0)
        return ERR_OK;
    params_line(&rest, claim);
    return db_run(db, QUERY_DELIVERY_LINE_REST, &rest, NULL, err);
}

/* ---- Ending -------------------------------------------------------------------------------- */

struct ending {
    const struct claim *claim;
    const char *state, *error;
    long status;
    int64_t now, retry_at, pause_until, failures;
};

static enum err_code end_delivery(struct db *db, const struct ending *ending, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, ending->claim->project_id);
    params_int(&params, rows_int(ending->claim->begun, 0, DELIVERY));
    params_text(&params, ending->state);
    params_time(&params, ending->now);
    if (ending->status)
        params_int(&params, ending->status);
    else
        params_null(&params);
    params_text(&params, ending->error);
    return db_run(db, QUERY_DELIVERY_END, &params, NULL, err);
}

static enum err_code note_destination(struct db *db, const struct ending *ending, struct err *err)
{
    auto_params struct params params = {0};
    params_int(&params, ending->claim->project_id);
    params_int(&params, ending->claim->destination.destination_id);
    params_time(&params, ending->now);
    params_text(&params, ending->error);
    params_time(&params, ending->pause_until);
    params_int(&params, ending->failures);
    return db_run(db, QUERY_DESTINATION_NOTE, &params, NULL, err);
}

/* Whoever lost the line lost the right to say how it went. */
static enum err_code end_work(struct db *db, void *context, struct err *err)
{
    const struct ending *ending = context;
    auto_params struct params freed = {0}, rest = {0};
    auto_rows struct rows *rows = NULL;
    params_line(&freed, ending->claim);
    params_text(&freed, ending->claim->holder);
    params_time(&freed, ending->retry_at);
    try_(db_run(db, QUERY_DELIVERY_LINE_FREE, &freed, &rows, err));
    if (rows_count(rows) == 0)
        return ERR_OK;
    try_(end_delivery(db, ending, err));
    try_(note_destination(db, ending, err));
    params_line(&rest, ending->claim);
    return db_run(db, QUERY_DELIVERY_LINE_REST, &rest, NULL, err);
}

/* deliver_backoff_ms, doubled with each attempt after the first, half of it by chance. */
static int64_t backoff(int64_t attempts)
{
    unsigned char chance[2] = {0};
    struct err none = {0};
    if (crypto_random(chance, sizeof chance, &none) != ERR_OK)
        memset(chance, 0, sizeof chance);
    double most = (double)(config.deliver_backoff_max_s * second);
    double pause = (double)(config.deliver_backoff_ms * millisecond) *
                   exp2((double)(attempts > 40 ? 40 : attempts) - 1);
    double share = 0.5 + (chance[0] * 256 + chance[1]) / 131072.0;
    return (int64_t)((pause < most ? pause : most) * share);
}

/* What follows from how it went. */
static struct ending judge(const struct claim *claim, const struct calls *calls, enum err_code code,
                           const struct err *why)
{
    int64_t attempts = rows_int(claim->begun, 0, ATTEMPTS), now = clock_now();
    struct ending ending = {claim, "delivered", NULL, calls->status, now, now, 0, 0};
    if (calls->pause_s > 0)
        ending.pause_until = now + calls->pause_s * second;
    if (code == ERR_OK)
        return ending;
    bool given_up = code == ERR_INVALID || attempts >= config.deliver_attempts;
    ending.state = given_up ? "dead" : "pending";
    ending.error = why->message;
    if (!given_up)
        ending.retry_at = now + backoff(attempts);
    if (!given_up && ending.retry_at < ending.pause_until)
        ending.retry_at = ending.pause_until;
    ending.failures = calls->answered ? 1 : claim->destination.failures + 1;
    if (ending.failures >= PAUSE_FROM && !ending.pause_until)
        ending.pause_until = now + backoff(ending.failures - PAUSE_FROM + 1);
    return ending;
}

/* ---- Sending ------------------------------------------------------------------------------- */

static enum err_code send_message(struct db *db, const struct claim *claim, struct calls *calls,
                                  struct err *err)
{
    json_t *payload = json_loads(rows_text(claim->begun, 0, PAYLOAD), JSON_DECODE_ANY, NULL);
    struct message message = {.project = rows_text(claim->begun, 0, PROJECT),
                              .event = rows_text(claim->begun, 0, EVENT),
                              .subject_kind = rows_text(claim->line, 0, 0),
                              .subject_id = rows_int(claim->line, 0, 1),
                              .outbox_id = rows_int(claim->begun, 0, EVENT_ID),
                              .added_at = rows_int(claim->begun, 0, ADDED),
                              .payload = payload};
    struct ticket_turn turn = {calls, &message, claim->holder, rows_bool(claim->begun, 0, AGAIN)};
    enum err_code code = payload ? ERR_OK : err_nomem(err);
    if (code == ERR_OK && claim->destination.kind == DESTINATION_WEBHOOK)
        code = webhook_deliver(calls, &message, clock_now(), err);
    else if (code == ERR_OK && claim->destination.kind == DESTINATION_SLACK)
        code = slack_deliver(calls, &message, err);
    else if (code == ERR_OK)
        code = ticket_deliver(db, &turn, err);
    json_decref(payload);
    return code;
}

static enum err_code deliver(struct db *db, const struct claim *claim,
                             struct deliver_counts *counts, struct err *err)
{
    struct calls calls;
    struct err why = {0};
    enum err_code code = calls_open(&claim->destination, &calls, &why);
    if (code == ERR_OK)
        code = send_message(db, claim, &calls, &why);
    struct ending ending = judge(claim, &calls, code, &why);
    calls_close(&calls);
    if (code == ERR_CONFLICT)
        return ERR_OK; /* somebody else is at it */
    try_(db_transaction(db, end_work, &ending, err));
    counts->delivered += code == ERR_OK;
    counts->failed += code != ERR_OK;
    counts->dead += strcmp(ending.state, "dead") == 0;
    return ERR_OK;
}

/* ---- Spreading ----------------------------------------------------------------------------- */

struct spreading {
    int32_t project_id;
    const char *events; /* their ids */
};

static enum err_code tell_clusters(struct db *db, void *context, struct err *err)
{
    const struct spreading *spreading = context;
    return cluster_tell(db, spreading->project_id, clock_now(), err);
}

static enum err_code spread(struct db *db, void *context, struct err *err)
{
    const struct spreading *spreading = context;
    auto_params struct params params = {0};
    params_int(&params, spreading->project_id);
    params_time(&params, clock_now());
    params_text(&params, spreading->events);
    return db_run(db, QUERY_OUTBOX_SPREAD, &params, NULL, err);
}

/* What happened to tests may be news of clusters, which are events that the next look spreads. They
 * are noted while what they follow from still waits, so that a process that dies between loses
 * none; where that fails, they follow from what happens next, and the rest goes its way. */
static enum err_code spread_waiting(struct db *db, const struct deliver_order *order,
                                    int32_t project_id, bool *any, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    struct err late = {0};
    params_int(&params, project_id);
    params_int(&params, SPREAD_MAX);
    try_(db_run(db, QUERY_OUTBOX_NEXT, &params, &rows, err));
    if (rows_null(rows, 0, 0))
        return ERR_OK;
    struct spreading spreading = {project_id, rows_text(rows, 0, 0)};
    if (db_transaction(db, tell_clusters, &spreading, &late) != ERR_OK)
        order->failed(order->context, project_id, "clusters_not_told", &late);
    try_(db_transaction(db, spread, &spreading, err));
    *any = true;
    return ERR_OK;
}

/* ---- Looking ------------------------------------------------------------------------------- */

static enum err_code look_at(struct db *db, const struct deliver_order *order, int32_t project_id,
                             struct deliver_counts *counts, bool *worked, struct err *err)
{
    struct claim claim = {.project_id = project_id, .holder = order->holder, .now = clock_now()};
    try_(spread_waiting(db, order, project_id, worked, err));
    enum err_code code = db_transaction(db, claim_work, &claim, err);
    if (code == ERR_OK && claim.taken && rows_count(claim.begun) > 0)
        code = deliver(db, &claim, counts, err);
    *worked |= code == ERR_OK && claim.taken;
    claim_free(&claim);
    return code;
}

enum err_code deliver_look(struct db *db, const struct deliver_order *order,
                           struct deliver_counts *counts, bool *worked, struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *projects = NULL;
    *worked = false;
    params_time(&params, clock_now());
    try_(db_run(db, QUERY_OUTBOX_WORK, &params, &projects, err));
    for (size_t i = 0; i < rows_count(projects); i++) {
        int32_t project_id = (int32_t)rows_int(projects, i, 0);
        struct err late = {0};
        enum err_code code = look_at(db, order, project_id, counts, worked, &late);
        if (code == ERR_OK)
            continue;
        if (!db_usable(db))
            return err_set(err, code, "%s", late.message);
        order->failed(order->context, project_id, "not_delivered", &late);
    }
    return ERR_OK;
}

enum err_code deliver_oldest(struct db *db, int64_t *since, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    *since = 0;
    try_(db_run(db, QUERY_OUTBOX_OLDEST, NULL, &rows, err));
    *since = rows_int(rows, 0, 0);
    return ERR_OK;
}

/* ---- Trying a destination out -------------------------------------------------------------- */

static enum err_code send_test(struct calls *calls, const char *project, int64_t now,
                               struct err *err)
{
    json_t *payload = json_pack("{s:s}", "reason", "somebody asked for it");
    struct message message = {.project = project,
                              .event = "test",
                              .subject_kind = "destination",
                              .subject_id = calls->destination->destination_id,
                              .added_at = now,
                              .payload = payload};
    enum err_code code = payload ? ERR_OK : err_nomem(err);
    if (code == ERR_OK && calls->destination->kind == DESTINATION_WEBHOOK)
        code = webhook_deliver(calls, &message, now, err);
    else if (code == ERR_OK && calls->destination->kind == DESTINATION_SLACK)
        code = slack_deliver(calls, &message, err);
    else if (code == ERR_OK)
        code = call_send(calls, &(struct call){.method = "GET"}, err);
    json_decref(payload);
    return code;
}

enum err_code deliver_test(const struct destination *destination, const char *project, int64_t now,
                           struct deliver_test *test, struct err *err)
{
    struct calls calls;
    struct err why = {0};
    double started = clock_monotonic();
    enum err_code code = calls_open(destination, &calls, &why);
    if (code == ERR_OK)
        code = send_test(&calls, project, now, &why);
    *test = (struct deliver_test){
        .ok = code == ERR_OK, .status = calls.status, .seconds = clock_monotonic() - started};
    if (code == ERR_OK)
        call_excerpt(&calls, DETAIL_MAX, &test->detail);
    else
        text_puts(&test->detail, why.message);
    calls_close(&calls);
    return test->detail.failed ? err_nomem(err) : ERR_OK;
}

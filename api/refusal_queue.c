/* A project has a slot while it has refusals of this hour: how many rows they took, and how many
 * are to be counted only. Counting has one task under way a project at most, so that a flood of
 * them holds one worker and not all. */
#include "api/refusal_queue.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/metrics.h"
#include "api/refusal.h"
#include "api/request_internal.h"
#include "common/config.h"
#include "common/log.h"

enum { SLOTS = 256, WAIT_MS = 1000 };

static const int64_t hour = INT64_C(3600) * 1000000;

struct slot {
    struct refusal_queue *queue;
    int32_t project_id; /* 0: free */
    int64_t hour;
    int64_t rows;    /* noted or on their way */
    int64_t unnoted; /* not yet counted */
    bool counting;   /* a task is under way */
};

struct refusal_queue {
    struct workers *workers;
    struct db_pool *pool;
    pthread_mutex_t lock;
    struct slot slots[SLOTS];
};

/* A refusal on its way. */
struct parcel {
    struct refusal_queue *queue;
    struct slot *slot;
    struct refusal refusal;
    struct arena arena;
};

enum err_code refusal_queue_new(struct workers *workers, struct db_pool *pool,
                                struct refusal_queue **out, struct err *err)
{
    struct refusal_queue *queue = calloc(1, sizeof *queue);
    if (!queue)
        return err_nomem(err);
    queue->workers = workers;
    queue->pool = pool;
    pthread_mutex_init(&queue->lock, NULL);
    for (size_t i = 0; i < SLOTS; i++)
        queue->slots[i].queue = queue;
    *out = queue;
    return ERR_OK;
}

void refusal_queue_free(struct refusal_queue *queue)
{
    if (!queue)
        return;
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

/* ---- Slots, under the lock ------------------------------------------------------------------ */

static bool is_idle(const struct slot *slot, int64_t now)
{
    return !slot->counting && slot->unnoted == 0 && slot->hour < now / hour;
}

/* The slot of a project; NULL when all are of others and busy. */
static struct slot *slot_of(struct refusal_queue *queue, int32_t project_id, int64_t now)
{
    struct slot *found = NULL;
    for (size_t i = 0; i < SLOTS; i++) {
        struct slot *slot = &queue->slots[i];
        if (slot->project_id == project_id) {
            found = slot;
            break;
        }
        if (!found && (slot->project_id == 0 || is_idle(slot, now)))
            found = slot;
    }
    if (found && (found->project_id != project_id || found->hour < now / hour)) {
        found->project_id = project_id;
        found->hour = now / hour;
        found->rows = 0;
    }
    return found;
}

/* ---- On a worker ---------------------------------------------------------------------------- */

static void tell_failure(const struct err *err)
{
    log_event(LOG_WARN, "a refused upload could not be noted", "error", err->message, (char *)NULL);
}

/* Writes until nothing is left to be counted. */
static void count_unnoted(void *argument)
{
    struct slot *slot = argument;
    struct refusal_queue *queue = slot->queue;
    struct err err = {0};
    struct db *db = NULL;
    if (db_pool_get(queue->pool, WAIT_MS, &db, &err) != ERR_OK)
        tell_failure(&err);
    pthread_mutex_lock(&queue->lock);
    while (slot->unnoted > 0 && db) {
        int64_t number = slot->unnoted;
        int32_t project_id = slot->project_id;
        slot->unnoted = 0;
        pthread_mutex_unlock(&queue->lock);
        if (refusal_count(db, project_id, number, &err) != ERR_OK)
            tell_failure(&err);
        pthread_mutex_lock(&queue->lock);
    }
    slot->unnoted = 0;
    slot->counting = false;
    pthread_mutex_unlock(&queue->lock);
    if (db)
        db_pool_put(queue->pool, db);
}

/* Called under the lock. */
static void count_one(struct slot *slot)
{
    metrics_refusal_unnoted();
    slot->unnoted++;
    if (!slot->counting)
        slot->counting = workers_push(slot->queue->workers, count_unnoted, slot);
}

static void parcel_free(struct parcel *parcel)
{
    json_decref(parcel->refusal.parameters);
    arena_free(&parcel->arena);
    free(parcel);
}

static void write_parcel(void *argument)
{
    struct parcel *parcel = argument;
    struct refusal_queue *queue = parcel->queue;
    struct err err = {0};
    struct db *db = NULL;
    bool noted = true;
    enum err_code code = db_pool_get(queue->pool, WAIT_MS, &db, &err);
    if (code == ERR_OK)
        code = refusal_store(db, &parcel->refusal, &noted, &err);
    if (code != ERR_OK)
        tell_failure(&err);
    if (db)
        db_pool_put(queue->pool, db);
    if (!noted) { /* another process noted its share of the hour */
        pthread_mutex_lock(&queue->lock);
        struct slot *slot = parcel->slot;
        if (slot->project_id == parcel->refusal.project_id) {
            slot->rows = config.refusals_per_hour;
            count_one(slot);
        }
        pthread_mutex_unlock(&queue->lock);
    }
    parcel_free(parcel);
}

/* ---- On a thread of the server -------------------------------------------------------------- */

/* What the request was refused for; NULL: it was not. */
static const char *problem_name(const struct request *request)
{
    bool is_upload = request->route && request->route->body == BODY_REPORT;
    if (!is_upload || !request->project_id || !request->caller.name)
        return NULL;
    if (request->err.code != ERR_OK) {
        enum problem problem =
            request->problem == PROBLEM__MAX ? problem_of(request->err.code) : request->problem;
        return problem_rows[problem].name;
    }
    bool answered = request->step == STEP_SENT || request->reply.status != 0;
    return answered ? NULL : "aborted";
}

static const char *detail_of(const struct request *request, char buffer[160])
{
    const struct err *err = &request->err;
    if (err->code != ERR_OK) {
        enum problem problem =
            request->problem == PROBLEM__MAX ? problem_of(err->code) : request->problem;
        return request->detail ? request->detail : problem_detail(problem, err);
    }
    if (request->content_length >= 0)
        snprintf(buffer, 160,
                 "the connection ended after %" PRId64 " of %" PRId64 " bytes of the body",
                 request->bytes_in, request->content_length);
    else
        snprintf(buffer, 160,
                 "the connection ended after %" PRId64
                 " bytes, before the body had come to its end",
                 request->bytes_in);
    return buffer;
}

static const char *kept(struct parcel *parcel, const char *text)
{
    return text ? arena_text(&parcel->arena, text, strlen(text)) : NULL;
}

static struct parcel *pack(struct refusal_queue *queue, const struct request *request,
                           const char *problem)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    if (!parcel)
        return NULL;
    parcel->queue = queue;
    char buffer[160];
    const json_t *more = request->problem_more;
    parcel->refusal = (struct refusal){
        .project_id = request->project_id,
        .now = request->now,
        .actor = kept(parcel, request->caller.name),
        .problem = problem,
        .detail = kept(parcel, detail_of(request, buffer)),
        .file = kept(parcel, json_string_value(json_object_get(more, "file"))),
        .line = json_integer_value(json_object_get(more, "line")),
        .bytes = request->bytes_in,
        .parameters = refusal_parameters(),
    };
    refusal_add_query(parcel->refusal.parameters, request->query_text);
    if (parcel->refusal.actor && parcel->refusal.detail && parcel->refusal.parameters)
        return parcel;
    parcel_free(parcel);
    return NULL;
}

void refusal_queue_note(struct refusal_queue *queue, const struct request *request)
{
    const char *problem = problem_name(request);
    if (!problem)
        return;
    metrics_refusal(problem);
    pthread_mutex_lock(&queue->lock);
    struct slot *slot = slot_of(queue, request->project_id, request->now);
    bool fits = slot && slot->rows < config.refusals_per_hour;
    if (fits)
        slot->rows++;
    else if (slot)
        count_one(slot);
    else
        metrics_refusal_unnoted();
    pthread_mutex_unlock(&queue->lock);
    struct parcel *parcel = fits ? pack(queue, request, problem) : NULL;
    if (parcel)
        parcel->slot = slot;
    if (fits && (!parcel || !workers_push(queue->workers, write_parcel, parcel))) {
        metrics_refusal_unnoted();
        if (parcel)
            parcel_free(parcel);
    }
}

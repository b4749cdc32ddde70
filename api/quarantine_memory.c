#include "api/quarantine_memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/reply_internal.h"
#include "common/clock.h"
#include "common/config.h"

enum { PROJECTS = 1024, LISTS = 256, QUERY_MAX = 200, NUMBER_SIZE = 24 };

/* One place a project, by the end of its number: another project that needs it takes it over, and
 * what was known of the first has to be asked for again. */
struct project {
    int32_t id;
    uint64_t changes;
    bool known;
    int64_t version;
    double read_at; /* clock_monotonic() */
};

struct list {
    int32_t project_id; /* 0: the place is free */
    char query[QUERY_MAX + 1];
    int64_t version, good_until;
    uint64_t used;
    char *bytes;
    size_t len;
    const char *type; /* of the program's own */
    char etag[REPLY_ETAG_SIZE];
    char tests[NUMBER_SIZE], left_out[NUMBER_SIZE]; /* headers of lists for a runner; "": none */
};

struct quarantine_memory {
    pthread_mutex_t lock;
    size_t bytes, bytes_max;
    uint64_t uses;
    uint64_t changes; /* of all projects: what a project that is new in its place begins with */
    struct project projects[PROJECTS];
    struct list lists[LISTS];
};

enum err_code quarantine_memory_new(size_t bytes, struct quarantine_memory **out, struct err *err)
{
    struct quarantine_memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return err_nomem(err);
    pthread_mutex_init(&memory->lock, NULL);
    memory->bytes_max = bytes;
    *out = memory;
    return ERR_OK;
}

void quarantine_memory_free(struct quarantine_memory *memory)
{
    if (!memory)
        return;
    for (size_t i = 0; i < LISTS; i++)
        free(memory->lists[i].bytes);
    pthread_mutex_destroy(&memory->lock);
    free(memory);
}

/* All below runs under the lock. */

static struct project *project_of(struct quarantine_memory *memory, int32_t id)
{
    struct project *project = &memory->projects[(uint32_t)id % PROJECTS];
    if (project->id != id)
        *project = (struct project){.id = id, .changes = memory->changes};
    return project;
}

static struct list *find(struct quarantine_memory *memory, const struct quarantine_key *key)
{
    for (size_t i = 0; i < LISTS; i++) {
        struct list *list = &memory->lists[i];
        if (list->project_id == key->project_id && strcmp(list->query, key->query) == 0)
            return list;
    }
    return NULL;
}

static void drop(struct quarantine_memory *memory, struct list *list)
{
    memory->bytes -= list->len;
    free(list->bytes);
    memset(list, 0, sizeof *list);
}

static struct list *longest_unused(struct quarantine_memory *memory)
{
    struct list *least = NULL;
    for (size_t i = 0; i < LISTS; i++) {
        struct list *list = &memory->lists[i];
        if (list->project_id && (!least || list->used < least->used))
            least = list;
    }
    return least;
}

/* A free place, once there is room for @len bytes. */
static struct list *make_room(struct quarantine_memory *memory, size_t len)
{
    struct list *oldest;
    while (memory->bytes + len > memory->bytes_max && (oldest = longest_unused(memory)))
        drop(memory, oldest);
    for (size_t i = 0; i < LISTS; i++)
        if (!memory->lists[i].project_id)
            return &memory->lists[i];
    oldest = longest_unused(memory);
    drop(memory, oldest);
    return oldest;
}

static bool is_good(const struct list *list, const struct project *project, int64_t now)
{
    return project->known && list->version == project->version && list->good_until > now;
}

static bool answer(const struct list *list, struct reply *reply)
{
    struct err err = {0};
    if (reply_bytes(reply, 200, list->type, list->bytes, list->len, &err) != ERR_OK)
        return false;
    if (list->tests[0] &&
        (reply_header(reply, "Escapement-Tests", list->tests, &err) != ERR_OK ||
         reply_header(reply, "Escapement-Left-Out", list->left_out, &err) != ERR_OK)) {
        reply_reset(reply);
        return false;
    }
    memcpy(reply->etag, list->etag, sizeof reply->etag);
    reply->tagged = reply->kept = true;
    return true;
}

bool quarantine_memory_recall(struct quarantine_memory *memory, const struct quarantine_key *key,
                              int64_t now, bool seen, struct reply *reply)
{
    bool answered = false;
    double oldest = clock_monotonic() - (double)config.quarantine_stale_ms / 1000;
    pthread_mutex_lock(&memory->lock);
    const struct project *project = project_of(memory, key->project_id);
    if (project->known && (seen || project->read_at > oldest)) {
        struct list *list = find(memory, key);
        answered = list && is_good(list, project, now) && answer(list, reply);
        if (answered)
            list->used = ++memory->uses;
    }
    pthread_mutex_unlock(&memory->lock);
    return answered;
}

void quarantine_memory_look(struct quarantine_memory *memory, int32_t project_id,
                            struct quarantine_look *look)
{
    pthread_mutex_lock(&memory->lock);
    look->changes = project_of(memory, project_id)->changes;
    pthread_mutex_unlock(&memory->lock);
}

void quarantine_memory_seen(struct quarantine_memory *memory, int32_t project_id,
                            const struct quarantine_look *look)
{
    pthread_mutex_lock(&memory->lock);
    struct project *project = project_of(memory, project_id);
    /* a look from before a change, or before another look, says nothing */
    if (project->changes == look->changes &&
        (!project->known || project->version <= look->version)) {
        project->known = true;
        project->version = look->version;
        project->read_at = clock_monotonic();
    }
    pthread_mutex_unlock(&memory->lock);
}

static const char *header_of(const struct reply *reply, const char *name)
{
    const char *value = reply_header_get(reply, name);
    return strlen(value) < NUMBER_SIZE ? value : "";
}

void quarantine_memory_keep(struct quarantine_memory *memory, const struct quarantine_key *key,
                            const struct quarantine_look *look, int64_t good_until,
                            const struct reply *reply)
{
    if (strlen(key->query) > QUERY_MAX || reply->len > memory->bytes_max / 4)
        return;
    char *bytes = malloc(reply->len + 1);
    if (!bytes)
        return;
    memcpy(bytes, reply->bytes, reply->len);
    pthread_mutex_lock(&memory->lock);
    struct list *list = find(memory, key);
    if (list)
        drop(memory, list);
    list = make_room(memory, reply->len);
    list->project_id = key->project_id;
    memcpy(list->query, key->query, strlen(key->query) + 1);
    list->version = look->version;
    list->good_until = good_until;
    list->used = ++memory->uses;
    list->bytes = bytes;
    list->len = reply->len;
    list->type = strcmp(reply->type, "application/json") == 0 ? "application/json"
                                                              : "text/plain; charset=utf-8";
    memcpy(list->tests, header_of(reply, "Escapement-Tests"),
           strlen(header_of(reply, "Escapement-Tests")) + 1);
    memcpy(list->left_out, header_of(reply, "Escapement-Left-Out"),
           strlen(header_of(reply, "Escapement-Left-Out")) + 1);
    reply_etag(reply, list->etag);
    memory->bytes += list->len;
    pthread_mutex_unlock(&memory->lock);
}

void quarantine_memory_changed(struct quarantine_memory *memory, int32_t project_id)
{
    pthread_mutex_lock(&memory->lock);
    struct project *project = project_of(memory, project_id);
    project->changes = ++memory->changes;
    project->known = false;
    pthread_mutex_unlock(&memory->lock);
}

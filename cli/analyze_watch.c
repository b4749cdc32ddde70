#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/escape/inbox.h"
#include "analyzer/flake/analyze.h"
#include "api/metrics.h"
#include "api/server.h"
#include "cli/analyze.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/log.h"

enum {
    STATEMENT_MS = 600000,
    NANOSECONDS = 1000000000,
    QUIET_MS = 100,     /* without an upload: nobody waits */
    GIVE_WAY_MS = 5000, /* at most: where uploads never cease, their folding has its turn, too */
};

struct analyze_watch {
    pthread_t thread;
    const struct server *server;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    char failure[512]; /* the last one: it is logged once, however often it comes back */
    char url[];
};

static bool is_stopping(struct analyze_watch *watch)
{
    pthread_mutex_lock(&watch->lock);
    bool stopping = watch->stopping;
    pthread_mutex_unlock(&watch->lock);
    return stopping;
}

static void log_failure(struct analyze_watch *watch, int32_t project_id, const char *what,
                        const struct err *err)
{
    char project[16];
    if (strcmp(watch->failure, err->message) == 0)
        return;
    snprintf(watch->failure, sizeof watch->failure, "%s", err->message);
    snprintf(project, sizeof project, "%d", project_id);
    log_event(LOG_WARN, what, "project", project_id ? project : NULL, "error", err->message,
              (char *)NULL);
}

static bool progress(void *context, const struct analyzed *project, bool done)
{
    struct analyze_watch *watch = context;
    if (done)
        metrics_folded(project->reports, project->results);
    if (done && project->code != ERR_OK)
        log_failure(watch, project->project_id, "not_analyzed", &project->err);
    else if (done && project->late_code != ERR_OK)
        log_failure(watch, project->project_id, "causes_not_noted", &project->late);
    else if (done && project->reports > 0)
        watch->failure[0] = '\0';
    return !is_stopping(watch);
}

static void pause_ms(struct analyze_watch *watch, int64_t ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t at = until.tv_nsec + ms * (NANOSECONDS / 1000);
    until.tv_sec += (time_t)(at / NANOSECONDS);
    until.tv_nsec = (long)(at % NANOSECONDS);
    pthread_mutex_lock(&watch->lock);
    while (!watch->stopping && pthread_cond_timedwait(&watch->changed, &watch->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&watch->lock);
}

static void wait(struct analyze_watch *watch)
{
    pause_ms(watch, config.analyze_every_ms);
    int64_t quiet = 0;
    for (int64_t given = 0; given < GIVE_WAY_MS && !is_stopping(watch); given += QUIET_MS - quiet) {
        quiet = server_quiet_ms(watch->server);
        if (quiet >= QUIET_MS)
            return;
        pause_ms(watch, QUIET_MS - quiet);
    }
}

static enum err_code look(struct analyze_watch *watch, struct db *db, struct err *err)
{
    const struct analyze_order order = {.progress = progress, .context = watch};
    int64_t waiting_since = 0;
    enum err_code code = analyze_pass(db, &order, &waiting_since, err);
    metrics_fold_waiting(waiting_since);
    return code == ERR_OK ? inbox_take(db, 0, clock_now(), err) : code;
}

static void *work(void *context)
{
    struct analyze_watch *watch = context;
    struct db *db = NULL;
    for (; !is_stopping(watch); wait(watch)) {
        struct err err = {0};
        if (db && !db_usable(db)) {
            db_close(db);
            db = NULL;
        }
        enum err_code code = db ? ERR_OK : db_open(watch->url, STATEMENT_MS, &db, &err);
        if (code == ERR_OK)
            code = look(watch, db, &err);
        if (code != ERR_OK)
            log_failure(watch, 0, "not_analyzed", &err);
    }
    db_close(db);
    return NULL;
}

static void init_waiting(struct analyze_watch *watch)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&watch->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&watch->lock, NULL);
}

enum err_code analyze_watch_start(const char *url, const struct server *server,
                                  struct analyze_watch **out, struct err *err)
{
    *out = NULL;
    if (config.analyze_every_ms == 0)
        return ERR_OK;
    struct analyze_watch *watch = calloc(1, sizeof *watch + strlen(url) + 1);
    if (!watch)
        return err_nomem(err);
    watch->server = server;
    memcpy(watch->url, url, strlen(url) + 1);
    init_waiting(watch);
    if (pthread_create(&watch->thread, NULL, work, watch) != 0) {
        free(watch);
        return err_set(err, ERR_UNAVAILABLE, "cannot start a thread; is there a limit on them?");
    }
    *out = watch;
    return ERR_OK;
}

void analyze_watch_stop(struct analyze_watch *watch)
{
    if (!watch)
        return;
    pthread_mutex_lock(&watch->lock);
    watch->stopping = true;
    pthread_cond_broadcast(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
    pthread_join(watch->thread, NULL);
    pthread_cond_destroy(&watch->changed);
    pthread_mutex_destroy(&watch->lock);
    free(watch);
}

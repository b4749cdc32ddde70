#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/retention.h"
#include "cli/expire.h"
#include "common/clock.h"
#include "common/log.h"

static const int64_t second = 1000000;
enum { LOOK_SECONDS = 3600, DAY_SECONDS = 86400, STATEMENT_MS = 600000 };

struct expire_daily {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    char url[];
};

static void log_gone(const struct retention *gone)
{
    char refusals[24], deliveries[24];
    for (size_t i = 0; i < gone->count; i++)
        log_event(LOG_INFO, "expired", "partition", gone->parts[i].name, (char *)NULL);
    snprintf(refusals, sizeof refusals, "%lld", (long long)gone->refusals);
    if (gone->refusals)
        log_event(LOG_INFO, "expired", "refusals", refusals, (char *)NULL);
    snprintf(deliveries, sizeof deliveries, "%lld", (long long)gone->deliveries);
    if (gone->deliveries)
        log_event(LOG_INFO, "expired", "deliveries", deliveries, (char *)NULL);
}

static void expire_once(const struct expire_daily *daily)
{
    auto_db struct db *db = NULL;
    struct err err = {0};
    int64_t now = clock_now();
    struct retention gone = {.busy = false};
    struct retention_order order = {.now = now, .done_before = now - DAY_SECONDS * second};
    enum err_code code = db_open(daily->url, STATEMENT_MS, &db, &err);
    if (code == ERR_OK)
        code = retention_run(db, &order, &gone, &err);
    log_gone(&gone);
    if (code != ERR_OK)
        log_event(LOG_WARN, "not_expired", "error", err.message, (char *)NULL);
    retention_free(&gone);
}

static void *work(void *context)
{
    struct expire_daily *daily = context;
    pthread_mutex_lock(&daily->lock);
    while (!daily->stopping) {
        pthread_mutex_unlock(&daily->lock);
        expire_once(daily);
        pthread_mutex_lock(&daily->lock);
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += LOOK_SECONDS;
        while (!daily->stopping &&
               pthread_cond_timedwait(&daily->changed, &daily->lock, &until) == 0)
            continue;
    }
    pthread_mutex_unlock(&daily->lock);
    return NULL;
}

static void init_waiting(struct expire_daily *daily)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&daily->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&daily->lock, NULL);
}

enum err_code expire_daily_start(const char *url, struct expire_daily **out, struct err *err)
{
    struct expire_daily *daily = calloc(1, sizeof *daily + strlen(url) + 1);
    if (!daily)
        return err_nomem(err);
    memcpy(daily->url, url, strlen(url) + 1);
    init_waiting(daily);
    if (pthread_create(&daily->thread, NULL, work, daily) != 0) {
        free(daily);
        return err_set(err, ERR_UNAVAILABLE, "cannot start a thread; is there a limit on them?");
    }
    *out = daily;
    return ERR_OK;
}

void expire_daily_stop(struct expire_daily *daily)
{
    if (!daily)
        return;
    pthread_mutex_lock(&daily->lock);
    daily->stopping = true;
    pthread_cond_broadcast(&daily->changed);
    pthread_mutex_unlock(&daily->lock);
    pthread_join(daily->thread, NULL);
    pthread_cond_destroy(&daily->changed);
    pthread_mutex_destroy(&daily->lock);
    free(daily);
}

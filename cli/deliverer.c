#include "cli/deliverer.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/crypto.h"
#include "common/log.h"

enum { LOG_EVERY_S = 60 };

struct deliverer {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    struct deliverer_hooks hooks;
    char *url;
    unsigned count;
    pthread_t threads[];
};

enum err_code deliverer_holder(char holder[DELIVERER_HOLDER_SIZE], struct err *err)
{
    unsigned char chance[8];
    char host[64] = "", hex[2 * sizeof chance + 1];
    gethostname(host, sizeof host - 1);
    try_(crypto_random(chance, sizeof chance, err));
    crypto_hex(chance, sizeof chance, hex);
    snprintf(holder, DELIVERER_HOLDER_SIZE, "%s:%d:%s", host, (int)getpid(), hex);
    return ERR_OK;
}

static bool is_stopping(struct deliverer *deliverer)
{
    pthread_mutex_lock(&deliverer->lock);
    bool stopping = deliverer->stopping;
    pthread_mutex_unlock(&deliverer->lock);
    return stopping;
}

static void pause_until(struct deliverer *deliverer, int64_t milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nanoseconds = until.tv_nsec + milliseconds % 1000 * 1000000;
    until.tv_sec += milliseconds / 1000 + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    pthread_mutex_lock(&deliverer->lock);
    while (!deliverer->stopping &&
           pthread_cond_timedwait(&deliverer->changed, &deliverer->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&deliverer->lock);
}

/* What failed in projects is logged a minute at a time: each look may meet it again. */
struct failures {
    double logged_at; /* of clock_monotonic(); 0: not yet */
    bool silent;
};

static void log_failure(void *context, int32_t project_id, const char *what, const struct err *err)
{
    struct failures *failures = context;
    char project[16];
    if (failures->silent)
        return;
    failures->logged_at = clock_monotonic();
    snprintf(project, sizeof project, "%d", (int)project_id);
    log_event(LOG_WARN, what, "project", project, "error", err->message, (char *)NULL);
}

/* Sends until nothing is due. */
static enum err_code drain(struct deliverer *deliverer, struct db *db, const char *holder,
                           struct failures *failures, struct err *err)
{
    const struct deliver_order order = {holder, log_failure, failures};
    bool worked = true;
    int64_t since;
    while (worked && !is_stopping(deliverer)) {
        struct deliver_counts counts = {0};
        failures->silent =
            failures->logged_at > 0 && clock_monotonic() < failures->logged_at + LOG_EVERY_S;
        enum err_code code = deliver_look(db, &order, &counts, &worked, err);
        deliverer->hooks.counted(&counts);
        try_(code);
    }
    try_(deliver_oldest(db, &since, err));
    deliverer->hooks.oldest(since);
    return ERR_OK;
}

/* One look after another. A database that is away is told once, until it is back. */
static void *work(void *context)
{
    struct deliverer *deliverer = context;
    struct db *db = NULL;
    bool told = false;
    struct failures failures = {0};
    char holder[DELIVERER_HOLDER_SIZE];
    struct err none = {0};
    if (deliverer_holder(holder, &none) != ERR_OK)
        return NULL;
    while (!is_stopping(deliverer)) {
        struct err err = {0};
        enum err_code code = ERR_OK;
        if (!db)
            code = db_open(deliverer->url, (int)config.db_statement_ms, &db, &err);
        if (code == ERR_OK)
            code = drain(deliverer, db, holder, &failures, &err);
        if (code != ERR_OK && !told)
            log_event(LOG_WARN, "not_delivering", "error", err.message, (char *)NULL);
        told = code != ERR_OK;
        if (code != ERR_OK) {
            db_close(db);
            db = NULL;
        }
        pause_until(deliverer, config.deliver_poll_ms);
    }
    db_close(db);
    return NULL;
}

static void init_waiting(struct deliverer *deliverer)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&deliverer->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&deliverer->lock, NULL);
}

enum err_code deliverer_start(const char *url, unsigned threads,
                              const struct deliverer_hooks *hooks, struct deliverer **out,
                              struct err *err)
{
    struct deliverer *deliverer =
        calloc(1, sizeof *deliverer + threads * sizeof *deliverer->threads);
    if (!deliverer)
        return err_nomem(err);
    init_waiting(deliverer);
    deliverer->hooks = *hooks;
    deliverer->url = strdup(url);
    *out = deliverer;
    if (!deliverer->url)
        return err_nomem(err);
    for (; deliverer->count < threads; deliverer->count++)
        if (pthread_create(&deliverer->threads[deliverer->count], NULL, work, deliverer) != 0)
            return err_set(err, ERR_UNAVAILABLE,
                           "cannot start a thread; is there a limit on them?");
    return ERR_OK;
}

void deliverer_stop(struct deliverer *deliverer)
{
    if (!deliverer)
        return;
    pthread_mutex_lock(&deliverer->lock);
    deliverer->stopping = true;
    pthread_cond_broadcast(&deliverer->changed);
    pthread_mutex_unlock(&deliverer->lock);
    for (unsigned i = 0; i < deliverer->count; i++)
        pthread_join(deliverer->threads[i], NULL);
    pthread_cond_destroy(&deliverer->changed);
    pthread_mutex_destroy(&deliverer->lock);
    free(deliverer->url);
    free(deliverer);
}

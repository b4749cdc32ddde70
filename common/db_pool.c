#include "common/db_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct db_pool {
    char *uri;
    int timeout_ms;
    unsigned size, lent; /* lent: also those being opened */
    unsigned idle_count;
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct db *idle[]; /* the last one given back is lent first: the others may time out */
};

enum err_code db_pool_open(const char *uri, int timeout_ms, unsigned size, struct db_pool **out,
                           struct err *err)
{
    struct db_pool *pool = calloc(1, sizeof *pool + size * sizeof pool->idle[0]);
    if (!pool || !(pool->uri = strdup(uri))) {
        free(pool);
        return err_nomem(err);
    }
    pool->timeout_ms = timeout_ms;
    pool->size = size;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->returned, &attributes);
    pthread_condattr_destroy(&attributes);
    *out = pool;
    return ERR_OK;
}

void db_pool_close(struct db_pool *pool)
{
    if (!pool)
        return;
    for (unsigned i = 0; i < pool->idle_count; i++)
        db_close(pool->idle[i]);
    pthread_cond_destroy(&pool->returned);
    pthread_mutex_destroy(&pool->lock);
    free(pool->uri);
    free(pool);
}

/* Takes a place, and an idle connection when there is one (else *@db is NULL). */
static bool take_place(struct db_pool *pool, int wait_ms, struct db **db)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&pool->lock);
    int waited = 0;
    while (pool->lent == pool->size && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&pool->returned, &pool->lock, &until);
    bool got = pool->lent < pool->size;
    if (got) {
        pool->lent++;
        *db = pool->idle_count ? pool->idle[--pool->idle_count] : NULL;
    }
    pthread_mutex_unlock(&pool->lock);
    return got;
}

static void give_place(struct db_pool *pool, struct db *db)
{
    pthread_mutex_lock(&pool->lock);
    pool->lent--;
    if (db)
        pool->idle[pool->idle_count++] = db;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->lock);
}

enum err_code db_pool_get(struct db_pool *pool, int wait_ms, struct db **out, struct err *err)
{
    struct db *db = NULL;
    if (!take_place(pool, wait_ms, &db))
        return err_set(err, ERR_UNAVAILABLE,
                       "all %u database connections are in use; try again in a moment", pool->size);
    if (db && !db_usable(db)) {
        db_close(db);
        db = NULL;
    }
    enum err_code code = ERR_OK;
    if (!db)
        code = db_open(pool->uri, pool->timeout_ms, &db, err);
    if (code != ERR_OK)
        give_place(pool, NULL);
    else
        *out = db;
    return code;
}

void db_pool_put(struct db_pool *pool, struct db *db)
{
    if (!db)
        return;
    bool usable = db_usable(db);
    if (!usable)
        db_close(db);
    give_place(pool, usable ? db : NULL);
}

#include "api/oidc_keys.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/http_client.h"

enum {
    KEY_SET_MAX = 256 << 10, /* bytes */
    FAILURE_PAUSE_S = 5      /* after a fetch that failed */
};

struct issuer {
    char url[OIDC_URL_MAX + 1];  /* "": free */
    double fetched, tried, used; /* clock_monotonic(); 0: never */
    bool fetching, failed;       /* failed: the last try */
    struct jwt_key *keys;
    size_t count;
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct issuer issuers[OIDC_ISSUERS_MAX];
    int64_t waiting;
} cache = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* ---- Under the lock ------------------------------------------------------------------------- */

/* The place of @url, which may be one that was not used for long; NULL: all are busy. */
static struct issuer *place_of(const char *url)
{
    struct issuer *oldest = NULL;
    for (size_t i = 0; i < OIDC_ISSUERS_MAX; i++) {
        struct issuer *it = &cache.issuers[i];
        if (strcmp(it->url, url) == 0)
            return it;
        if (!it->fetching && (!oldest || it->used < oldest->used))
            oldest = it;
    }
    if (!oldest)
        return NULL;
    free(oldest->keys);
    *oldest = (struct issuer){.used = clock_monotonic()};
    snprintf(oldest->url, sizeof oldest->url, "%s", url);
    return oldest;
}

static const struct jwt_key *find(const struct issuer *issuer, const char *kid)
{
    for (size_t i = 0; i < issuer->count; i++)
        if (strcmp(issuer->keys[i].kid, kid) == 0)
            return &issuer->keys[i];
    return NULL;
}

static bool may_fetch(const struct issuer *issuer, bool fresh, double now)
{
    double pause = (double)config.oidc_refetch_s;
    if (issuer->failed && pause > FAILURE_PAUSE_S)
        pause = FAILURE_PAUSE_S;
    return issuer->tried == 0 || (!fresh && !issuer->failed) || now - issuer->tried >= pause;
}

/* Lets others go on while it fetches. */
static enum err_code fetch(struct issuer *issuer, const char *url, struct err *err)
{
    auto_text struct text body = {0};
    auto_free struct jwt_key *keys = calloc(JWT_KEYS_MAX, sizeof *keys);
    size_t count = 0;
    if (!keys)
        return err_nomem(err);
    issuer->fetching = true;
    issuer->tried = clock_monotonic();
    pthread_mutex_unlock(&cache.lock);
    enum err_code code = http_get(url, config.oidc_loopback == 1, (long)config.oidc_timeout_ms,
                                  KEY_SET_MAX, &body, err);
    if (code == ERR_OK)
        code = jwt_read_keys(text_get(&body), body.len, keys, &count, err);
    pthread_mutex_lock(&cache.lock);
    issuer->fetching = false;
    issuer->failed = code != ERR_OK;
    if (code == ERR_OK) {
        free(issuer->keys);
        issuer->keys = take(keys);
        issuer->count = count;
        issuer->fetched = clock_monotonic();
    }
    pthread_cond_broadcast(&cache.changed);
    return code;
}

/* Waiters hold workers: they never hold more than half of them. */
static bool wait_for_fetch(void)
{
    if (cache.waiting >= config.db_connections / 2)
        return false;
    cache.waiting++;
    pthread_cond_wait(&cache.changed, &cache.lock);
    cache.waiting--;
    return true;
}

static enum err_code look(const char *url, const char *kid, struct jwt_key *key, struct err *err)
{
    for (;;) {
        double now = clock_monotonic();
        struct issuer *issuer = place_of(url);
        if (!issuer)
            return err_set(err, ERR_UNAVAILABLE, "keys of many issuers are being fetched");
        issuer->used = now;
        bool fresh =
            issuer->fetched > 0 && now - issuer->fetched < (double)config.oidc_keys_max_age_s;
        const struct jwt_key *found = fresh ? find(issuer, kid) : NULL;
        if (found) {
            *key = *found;
            return ERR_OK;
        }
        if (issuer->fetching) {
            if (!wait_for_fetch())
                return err_set(err, ERR_UNAVAILABLE, "%s: is being fetched", url);
        } else if (may_fetch(issuer, fresh, now))
            try_(fetch(issuer, url, err));
        else if (fresh && !issuer->failed)
            return err_set(err, ERR_UNAUTHORIZED, "the ID token was signed with no known key");
        else
            return err_set(err, ERR_UNAVAILABLE, "%s: could not be fetched a moment ago", url);
    }
}

enum err_code oidc_key(const char *url, const char *kid, struct jwt_key *key, struct err *err)
{
    if (strlen(url) > OIDC_URL_MAX)
        return err_set(err, ERR_UNAVAILABLE, "%.100s...: too long", url);
    pthread_mutex_lock(&cache.lock);
    enum err_code code = look(url, kid, key, err);
    pthread_mutex_unlock(&cache.lock);
    return code;
}

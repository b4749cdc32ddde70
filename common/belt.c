#include "common/belt.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"

struct belt {
    belt_work *work;
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t first, count; /* bytes that wait or are worked on; a ring */
    size_t taken;        /* of them, those that are worked on */
    bool closed;         /* no more will be put */
    bool given_up;       /* and what is there is not wanted */
    bool over;           /* the work has ended */
    belt_wake *wake;
    void *wake_context;
    char bytes[BELT_SIZE];
};

/* With the lock held: whoever asked to be told, if it is time; NULL else. */
static belt_wake *due_wake(struct belt *belt)
{
    bool room = !belt->closed && belt->count <= BELT_SIZE / 2;
    return belt->wake && (belt->over || room) ? take(belt->wake) : NULL;
}

static void *run(void *context)
{
    struct belt *belt = context;
    belt->work(belt->context, belt);
    pthread_mutex_lock(&belt->lock);
    belt->over = true;
    belt_wake *wake = due_wake(belt);
    pthread_cond_broadcast(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    if (wake)
        wake(belt->wake_context);
    return NULL;
}

enum err_code belt_new(belt_work *work, void *context, struct belt **out, struct err *err)
{
    struct belt *belt = malloc(sizeof *belt);
    if (!belt)
        return err_nomem(err);
    memset(belt, 0, offsetof(struct belt, bytes));
    belt->work = work;
    belt->context = context;
    pthread_mutex_init(&belt->lock, NULL);
    pthread_cond_init(&belt->changed, NULL);
    if (pthread_create(&belt->thread, NULL, run, belt) != 0) {
        free(belt);
        return err_set(err, ERR_UNAVAILABLE, "there can be no more threads, try again later");
    }
    *out = belt;
    return ERR_OK;
}

/* ---- the first thread ------------------------------------------------------------------------ */

/* Copies into free places, which nobody else looks at: without the lock. */
static void put(struct belt *belt, size_t place, const char *bytes, size_t len)
{
    size_t part = len < BELT_SIZE - place ? len : BELT_SIZE - place;
    memcpy(belt->bytes + place, bytes, part);
    memcpy(belt->bytes, bytes + part, len - part);
}

size_t belt_offer(struct belt *belt, const char *bytes, size_t len)
{
    pthread_mutex_lock(&belt->lock);
    bool over = belt->over;
    size_t room = BELT_SIZE - belt->count, place = (belt->first + belt->count) % BELT_SIZE;
    pthread_mutex_unlock(&belt->lock);
    if (over)
        return len;
    len = len < room ? len : room;
    put(belt, place, bytes, len);
    pthread_mutex_lock(&belt->lock);
    belt->count += len;
    pthread_cond_broadcast(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    return len;
}

bool belt_put(struct belt *belt, const char *bytes, size_t len)
{
    for (size_t part; len > 0; bytes += part, len -= part) {
        part = belt_offer(belt, bytes, len);
        if (part == len)
            break;
        pthread_mutex_lock(&belt->lock);
        while (belt->count == BELT_SIZE && !belt->over)
            pthread_cond_wait(&belt->changed, &belt->lock);
        pthread_mutex_unlock(&belt->lock);
    }
    return !belt_is_over(belt);
}

void belt_close(struct belt *belt)
{
    pthread_mutex_lock(&belt->lock);
    belt->closed = true;
    pthread_cond_broadcast(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
}

bool belt_is_over(struct belt *belt)
{
    pthread_mutex_lock(&belt->lock);
    bool over = belt->over;
    pthread_mutex_unlock(&belt->lock);
    return over;
}

void belt_when_ready(struct belt *belt, belt_wake *wake, void *context)
{
    pthread_mutex_lock(&belt->lock);
    belt->wake = wake;
    belt->wake_context = context;
    belt_wake *now = due_wake(belt);
    pthread_mutex_unlock(&belt->lock);
    if (now)
        now(context);
}

void belt_free(struct belt *belt)
{
    if (!belt)
        return;
    pthread_mutex_lock(&belt->lock);
    belt->given_up = !belt->closed;
    pthread_cond_broadcast(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    pthread_join(belt->thread, NULL);
    pthread_cond_destroy(&belt->changed);
    pthread_mutex_destroy(&belt->lock);
    free(belt);
}

/* ---- the second thread ----------------------------------------------------------------------- */

size_t belt_take(struct belt *belt, const char **bytes, size_t max)
{
    pthread_mutex_lock(&belt->lock);
    belt->first = (belt->first + belt->taken) % BELT_SIZE;
    belt->count -= belt->taken;
    belt->taken = 0;
    belt_wake *wake = due_wake(belt);
    pthread_cond_broadcast(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    if (wake)
        wake(belt->wake_context);
    pthread_mutex_lock(&belt->lock);
    while (belt->count == 0 && !belt->closed && !belt->given_up)
        pthread_cond_wait(&belt->changed, &belt->lock);
    size_t len = belt->given_up ? 0 : belt->count;
    if (len > BELT_SIZE - belt->first)
        len = BELT_SIZE - belt->first;
    if (len > max)
        len = max;
    *bytes = belt->bytes + belt->first;
    belt->taken = len;
    pthread_mutex_unlock(&belt->lock);
    return len;
}

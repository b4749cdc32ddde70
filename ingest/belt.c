#include "ingest/belt.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct belt {
    belt_work *work;
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned first, count; /* blocks that wait or are worked on; a ring */
    bool ended;            /* no more will be put */
    bool broken;           /* the work is done with it */
    size_t lens[BELT_BLOCKS];
    char blocks[BELT_BLOCKS][BELT_BLOCK];
};

/* The block that comes next, or none any more. It keeps its place while it is worked on. */
static const char *next_block(struct belt *belt, size_t *len)
{
    const char *block = NULL;
    pthread_mutex_lock(&belt->lock);
    while (belt->count == 0 && !belt->ended)
        pthread_cond_wait(&belt->changed, &belt->lock);
    if (belt->count > 0) {
        block = belt->blocks[belt->first];
        *len = belt->lens[belt->first];
    }
    pthread_mutex_unlock(&belt->lock);
    return block;
}

static void done_with_block(struct belt *belt, bool go_on)
{
    pthread_mutex_lock(&belt->lock);
    belt->first = (belt->first + 1) % BELT_BLOCKS;
    belt->count--;
    belt->broken = belt->broken || !go_on;
    pthread_cond_signal(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
}

static void *run(void *context)
{
    struct belt *belt = context;
    const char *block;
    size_t len;
    bool go_on = true;
    while ((block = next_block(belt, &len)) != NULL) {
        go_on = go_on && belt->work(belt->context, block, len);
        done_with_block(belt, go_on);
    }
    return NULL;
}

enum err_code belt_new(belt_work *work, void *context, struct belt **out, struct err *err)
{
    struct belt *belt = malloc(sizeof *belt);
    if (!belt)
        return err_nomem(err);
    memset(belt, 0, offsetof(struct belt, blocks));
    belt->work = work;
    belt->context = context;
    pthread_mutex_init(&belt->lock, NULL);
    pthread_cond_init(&belt->changed, NULL);
    if (pthread_create(&belt->thread, NULL, run, belt) != 0) {
        free(belt);
        return err_set(err, ERR_UNAVAILABLE, "no thread to parse in");
    }
    *out = belt;
    return ERR_OK;
}

bool belt_put(struct belt *belt, const char *bytes, size_t len)
{
    assert(len <= BELT_BLOCK);
    pthread_mutex_lock(&belt->lock);
    while (belt->count == BELT_BLOCKS && !belt->broken)
        pthread_cond_wait(&belt->changed, &belt->lock);
    bool broken = belt->broken;
    unsigned place = (belt->first + belt->count) % BELT_BLOCKS;
    pthread_mutex_unlock(&belt->lock);
    if (broken)
        return false;
    memcpy(belt->blocks[place], bytes, len); /* nobody else looks at a free place */
    pthread_mutex_lock(&belt->lock);
    belt->lens[place] = len;
    belt->count++;
    pthread_cond_signal(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    return true;
}

void belt_end(struct belt *belt)
{
    if (!belt)
        return;
    pthread_mutex_lock(&belt->lock);
    belt->ended = true;
    pthread_cond_signal(&belt->changed);
    pthread_mutex_unlock(&belt->lock);
    pthread_join(belt->thread, NULL);
    pthread_cond_destroy(&belt->changed);
    pthread_mutex_destroy(&belt->lock);
    free(belt);
}

#include "api/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct task {
    worker_task *run;
    void *argument;
};

struct worker {
    struct workers *all;
    pthread_t thread;
    pthread_cond_t called;
    bool idle;
    struct worker *below;
};

/* Whoever became idle last is called first: its memory is at hand still. */
struct workers {
    pthread_mutex_t lock;
    struct worker *idle; /* a stack */
    bool stopping;
    struct task *queue; /* a ring */
    size_t queue_max, first, count;
    size_t worker_count;
    struct worker worker[];
};

static void wait_for_call(struct worker *self)
{
    struct workers *workers = self->all;
    self->idle = true;
    self->below = workers->idle;
    workers->idle = self;
    while (self->idle && !workers->stopping)
        pthread_cond_wait(&self->called, &workers->lock);
}

static void call_one(struct workers *workers)
{
    struct worker *worker = workers->idle;
    if (!worker)
        return; /* whoever is done first looks by itself */
    workers->idle = worker->below;
    worker->idle = false;
    pthread_cond_signal(&worker->called);
}

static void *work(void *argument)
{
    struct worker *self = argument;
    struct workers *workers = self->all;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->count == 0 && !workers->stopping)
            wait_for_call(self);
        if (workers->count == 0)
            break;
        struct task task = workers->queue[workers->first];
        workers->first = (workers->first + 1) % workers->queue_max;
        workers->count--;
        pthread_mutex_unlock(&workers->lock);
        task.run(task.argument);
        pthread_mutex_lock(&workers->lock);
    }
    pthread_mutex_unlock(&workers->lock);
    return NULL;
}

enum err_code workers_start(size_t threads, size_t queue_max, struct workers **out, struct err *err)
{
    struct workers *workers = calloc(1, sizeof *workers + threads * sizeof workers->worker[0]);
    if (!workers || !(workers->queue = calloc(queue_max, sizeof *workers->queue))) {
        free(workers);
        return err_nomem(err);
    }
    workers->queue_max = queue_max;
    pthread_mutex_init(&workers->lock, NULL);
    for (; workers->worker_count < threads; workers->worker_count++) {
        struct worker *worker = &workers->worker[workers->worker_count];
        worker->all = workers;
        pthread_cond_init(&worker->called, NULL);
        if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
            pthread_cond_destroy(&worker->called);
            workers_free(workers);
            return err_set(err, ERR_UNAVAILABLE,
                           "cannot start a thread; is there a limit on them?");
        }
    }
    *out = workers;
    return ERR_OK;
}

bool workers_push(struct workers *workers, worker_task *task, void *argument)
{
    pthread_mutex_lock(&workers->lock);
    bool fits = workers->count < workers->queue_max && !workers->stopping;
    if (fits) {
        size_t last = (workers->first + workers->count) % workers->queue_max;
        workers->queue[last] = (struct task){task, argument};
        workers->count++;
        call_one(workers);
    }
    pthread_mutex_unlock(&workers->lock);
    return fits;
}

void workers_stop(struct workers *workers)
{
    if (!workers)
        return;
    pthread_mutex_lock(&workers->lock);
    workers->stopping = true;
    for (size_t i = 0; i < workers->worker_count; i++)
        pthread_cond_signal(&workers->worker[i].called);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->worker_count; i++) {
        pthread_join(workers->worker[i].thread, NULL);
        pthread_cond_destroy(&workers->worker[i].called);
    }
    workers->worker_count = 0;
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    workers_stop(workers);
    pthread_mutex_destroy(&workers->lock);
    free(workers->queue);
    free(workers);
}

#include "api/workers.h"

#include <pthread.h>
#include <stdlib.h>

struct task {
    worker_task *run;
    void *argument;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool stopping;
    struct task *queue; /* a ring */
    size_t queue_max, first, count;
    size_t thread_count;
    pthread_t threads[];
};

static void *work(void *argument)
{
    struct workers *workers = argument;
    pthread_mutex_lock(&workers->lock);
    for (;;) {
        while (workers->count == 0 && !workers->stopping)
            pthread_cond_wait(&workers->changed, &workers->lock);
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
    struct workers *workers = calloc(1, sizeof *workers + threads * sizeof workers->threads[0]);
    if (!workers || !(workers->queue = calloc(queue_max, sizeof *workers->queue))) {
        free(workers);
        return err_nomem(err);
    }
    workers->queue_max = queue_max;
    pthread_mutex_init(&workers->lock, NULL);
    pthread_cond_init(&workers->changed, NULL);
    for (; workers->thread_count < threads; workers->thread_count++) {
        pthread_t *thread = &workers->threads[workers->thread_count];
        if (pthread_create(thread, NULL, work, workers) != 0) {
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
        pthread_cond_signal(&workers->changed);
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
    pthread_cond_broadcast(&workers->changed);
    pthread_mutex_unlock(&workers->lock);
    for (size_t i = 0; i < workers->thread_count; i++)
        pthread_join(workers->threads[i], NULL);
    workers->thread_count = 0;
}

void workers_free(struct workers *workers)
{
    if (!workers)
        return;
    workers_stop(workers);
    pthread_cond_destroy(&workers->changed);
    pthread_mutex_destroy(&workers->lock);
    free(workers->queue);
    free(workers);
}

/* escapement deliver: sends what the outbox holds, once or for as long as it runs. */
#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/deliverer.h"
#include "cli/options.h"
#include "cli/session.h"
#include "common/config.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct deliver_counts total;

static void add(const struct deliver_counts *counts)
{
    pthread_mutex_lock(&lock);
    total.delivered += counts->delivered;
    total.failed += counts->failed;
    total.dead += counts->dead;
    pthread_mutex_unlock(&lock);
}

static void pass_over(int64_t since)
{
    (void)since;
}

static void keep_first(void *context, int32_t project_id, const char *what, const struct err *err)
{
    struct err *first = context;
    if (first->code == ERR_OK)
        (void)err_set(first, err->code, "%s in project %d: %s", what, (int)project_id,
                      err->message);
}

/* What is due now; what fails is due later, and not waited for. */
static enum err_code deliver_once(struct err *err)
{
    struct err first = {0};
    auto_db struct db *db = NULL;
    char holder[DELIVERER_HOLDER_SIZE];
    bool worked = true;
    try_(session_open(&db, err));
    try_(deliverer_holder(holder, err));
    const struct deliver_order order = {holder, keep_first, &first};
    while (worked)
        try_(deliver_look(db, &order, &total, &worked, err));
    *err = first;
    return first.code;
}

/* Signals are blocked before the first thread starts, so that all leave them to this one. */
static enum err_code watch(struct err *err)
{
    static const struct deliverer_hooks hooks = {add, pass_over};
    struct deliverer *deliverer = NULL;
    auto_text struct text url = {0};
    sigset_t stop;
    int which;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signal(SIGPIPE, SIG_IGN);
    try_(cluster_database_url(&url, err));
    unsigned threads = config.deliver_threads ? (unsigned)config.deliver_threads : 1;
    enum err_code code = deliverer_start(text_get(&url), threads, &hooks, &deliverer, err);
    if (code == ERR_OK)
        sigwait(&stop, &which);
    deliverer_stop(deliverer);
    return code;
}

int cmd_deliver(int argc, char **argv)
{
    static const struct command_help help = {
        "deliver [--watch] [--json]",
        "Sends what is due of tickets and messages, and says how it went. With --watch until\n"
        "SIGTERM or SIGINT, in deliver_threads threads. `serve` does it too, unless\n"
        "deliver_threads is 0 there.\n"};
    bool keep_on = false, json = false;
    const struct option_row rows[] = {
        {"watch", OPTION_SWITCH, &keep_on, NULL, "go on until told to stop"},
        {"json", OPTION_SWITCH, &json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 1)
        return options_misused(argv[0], "\"%s\" is too much", argv[1]);
    struct err err = {0};
    enum err_code done = keep_on ? watch(&err) : deliver_once(&err);
    if (done != ERR_OK)
        return options_fail(&err);
    if (json)
        return options_print_json(
            json_pack("{s:I, s:I, s:I}", "delivered", (json_int_t)total.delivered, "failed",
                      (json_int_t)total.failed, "dead", (json_int_t)total.dead));
    printf("delivered %lld, failed %lld, given up %lld\n", (long long)total.delivered,
           (long long)total.failed, (long long)total.dead);
    return EX_OK;
}

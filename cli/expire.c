/* escapement expire: what is older than it is to be kept goes now, and it is said what. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "analyzer/retention.h"
#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "common/clock.h"
#include "common/text.h"

static json_t *pack(const struct retention *gone, bool dry_run)
{
    json_t *parts = json_array();
    for (size_t i = 0; i < gone->count; i++) {
        const struct retention_part *part = &gone->parts[i];
        char from[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];
        clock_format(part->starts, from);
        clock_format(part->ends, until);
        json_array_append_new(parts, json_pack("{s:s, s:s, s:s, s:s, s:I}", "table", part->table,
                                               "partition", part->name, "from", from, "until",
                                               until, "bytes", (json_int_t)part->bytes));
    }
    return json_pack("{s:b, s:b, s:o, s:I, s:I}", "dry_run", dry_run, "busy", gone->busy,
                     "partitions", parts, "refusals", (json_int_t)gone->refusals, "deliveries",
                     (json_int_t)gone->deliveries);
}

static void print(const struct retention *gone, bool dry_run)
{
    static const char *const names[][2] = {{"failure_text", "texts of failures"},
                                           {"result_block", "results"},
                                           {"failure", "failures (the ledger)"}};
    if (gone->busy) {
        puts("another process is at it; nothing was done here");
        return;
    }
    for (size_t i = 0; i < gone->count; i++) {
        const struct retention_part *part = &gone->parts[i];
        const char *name = part->table;
        char from[CLOCK_TEXT_SIZE];
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            name = strcmp(names[k][0], part->table) == 0 ? names[k][1] : name;
        clock_format(part->starts, from);
        printf("%s %s of %.7s (%.1f MB)\n", dry_run ? "would drop" : "dropped", name, from,
               (double)part->bytes / 1e6);
    }
    if (gone->refusals)
        printf("%s %lld refused uploads\n", dry_run ? "would remove" : "removed",
               (long long)gone->refusals);
    if (gone->deliveries)
        printf("%s %lld deliveries\n", dry_run ? "would remove" : "removed",
               (long long)gone->deliveries);
    if (gone->count == 0 && gone->refusals == 0 && gone->deliveries == 0)
        puts("nothing is old enough");
}

int cmd_expire(int argc, char **argv)
{
    static const struct command_help help = {
        "expire [--dry-run] [--json]",
        "Lets go what is older than keep_texts_days, keep_results_days, keep_ledger_days,\n"
        "keep_refusals_days and keep_deliveries_days say: months of texts, results and failures\n"
        "when all of them is older, refused uploads and deliveries one by one. `serve` does it\n"
        "once a day.\n"};
    bool dry_run = false, json = false;
    const struct option_row rows[] = {
        {"dry-run", OPTION_SWITCH, &dry_run, NULL, "only say what would go"},
        {"json", OPTION_SWITCH, &json, NULL, "answer in JSON"},
        {NULL, OPTION_SWITCH, NULL, NULL, NULL},
    };
    int code = options_read(&help, rows, &argc, argv);
    if (code != OPTIONS_DONE)
        return code;
    if (argc > 1)
        return options_misused(argv[0], "\"%s\" is too much", argv[1]);
    struct err err = {0};
    auto_text struct text url = {0};
    auto_db struct db *db = NULL;
    struct retention gone = {.busy = false};
    struct retention_order order = {.now = clock_now(), .dry_run = dry_run};
    enum err_code done = cluster_database_url(&url, &err);
    if (done == ERR_OK)
        done = db_open(text_get(&url), 0, &db, &err);
    if (done == ERR_OK)
        done = retention_run(db, &order, &gone, &err);
    code = EX_OK;
    if (json)
        code = options_print_json(pack(&gone, dry_run));
    else if (done == ERR_OK || gone.count)
        print(&gone, dry_run);
    retention_free(&gone);
    return done == ERR_OK ? code : options_fail(&err);
}

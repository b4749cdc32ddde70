/* escapement migrate: brings the database up to this program, or says how far it is. */
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "cli/cluster.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "common/clock.h"
#include "common/migrate.h"

static json_t *pack(const struct migration *migration)
{
    char when[CLOCK_TEXT_SIZE];
    clock_format(migration->applied_at, when);
    return json_pack("{s:i, s:s, s:s, s:s?}", "version", migration->version, "name",
                     migration->name, "checksum", migration->checksum, "applied_at",
                     migration->applied_at ? when : NULL);
}

static int print_list(const struct migration *list, size_t count, bool json)
{
    if (json) {
        json_t *migrations = json_array();
        for (size_t i = 0; i < count; i++)
            json_array_append_new(migrations, pack(&list[i]));
        return options_print_json(json_pack("{s:o}", "migrations", migrations));
    }
    for (size_t i = 0; i < count; i++) {
        char when[CLOCK_TEXT_SIZE] = "not yet";
        if (list[i].applied_at)
            clock_format(list[i].applied_at, when);
        printf("%-28s %s\n", list[i].name, when);
    }
    return EX_OK;
}

/* The list is worth printing when the database does not fit: it is what one looks for then. */
static int status(struct db *db, bool json)
{
    struct err err = {0};
    struct arena arena = {0};
    struct migration *list = NULL;
    size_t count = 0;
    enum err_code code = migrate_list(db, &arena, &list, &count, &err);
    int exit_code = list ? print_list(list, count, json) : EX_OK;
    if (code != ERR_OK)
        exit_code = options_fail(&err);
    arena_free(&arena);
    return exit_code;
}

static int up(struct db *db, bool json)
{
    struct err err = {0};
    size_t applied;
    if (migrate_up(db, &applied, &err) != ERR_OK)
        return options_fail(&err);
    if (json)
        return options_print_json(json_pack("{s:I}", "applied", (json_int_t)applied));
    if (applied)
        printf("%zu migrations run\n", applied);
    else
        puts("nothing to do: the database is up to date");
    return EX_OK;
}

int cmd_migrate(int argc, char **argv)
{
    static const struct command_help help = {
        "migrate [--status] [--json]",
        "Brings the database up to this program. Does nothing when it is; safe to run anywhere,\n"
        "by several at once.\n"};
    bool only_status = false, json = false;
    const struct option_row rows[] = {
        {"status", OPTION_SWITCH, &only_status, NULL, "only list what was run and what was not"},
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
    if (cluster_database_url(&url, &err) != ERR_OK ||
        db_open(text_get(&url), 0, &db, &err) != ERR_OK)
        return options_fail(&err);
    return only_status ? status(db, json) : up(db, json);
}

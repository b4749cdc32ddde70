#include "cli/options.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "common/auto.h"
#include "common/config.h"
#include "common/log.h"

int options_fail(const struct err *err)
{
    fprintf(stderr, "escapement: %s\n", err->message);
    return err_exit_code(err->code);
}

int options_misused(const char *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("escapement: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "; see escapement %s --help\n", command);
    return EX_USAGE;
}

int options_print_json(json_t *document)
{
    auto_free char *text =
        document ? json_dumps(document, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(document);
    if (!text) {
        struct err err = {0};
        (void)err_nomem(&err);
        return options_fail(&err);
    }
    puts(text);
    return EX_OK;
}

/* ---- Near names ---------------------------------------------------------------------------- */

enum { NAME_MAX_LEN = 40 };

/* Letters to insert, drop or change to make @b of @a; both at most NAME_MAX_LEN long. */
static unsigned distance(const char *a, const char *b)
{
    size_t a_len = strlen(a), b_len = strlen(b);
    unsigned row[NAME_MAX_LEN + 1];
    for (unsigned j = 0; j <= b_len; j++)
        row[j] = j;
    for (unsigned i = 1; i <= a_len; i++) {
        unsigned diagonal = row[0];
        row[0] = i;
        for (unsigned j = 1; j <= b_len; j++) {
            unsigned changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            unsigned shorter = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = changed < shorter ? changed : shorter;
        }
    }
    return row[b_len];
}

const char *options_nearest(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t len = strlen(word);
    if (len > NAME_MAX_LEN)
        return NULL;
    unsigned least = (unsigned)(len / 3) + 1; /* further away than that is no misspelling */
    for (size_t i = 0; i < count; i++) {
        assert(strlen(names[i]) <= NAME_MAX_LEN);
        unsigned steps = distance(word, names[i]);
        if (steps <= least && (!nearest || steps < least)) {
            least = steps;
            nearest = names[i];
        }
    }
    return nearest;
}

/* ---- Flags --------------------------------------------------------------------------------- */

/* One flag of the command line, split: "--name=value" or "--name" and what follows it. */
struct flag {
    size_t name_len;
    const char *name;  /* behind the dashes; not ended */
    const char *value; /* behind the =, or NULL */
};

static bool is_flag(const char *argument, struct flag *flag)
{
    if (argument[0] != '-' || argument[1] != '-' || !argument[2])
        return false;
    flag->name = argument + 2;
    flag->name_len = strcspn(flag->name, "=");
    flag->value = flag->name[flag->name_len] ? flag->name + flag->name_len + 1 : NULL;
    return true;
}

static bool is_named(const struct flag *flag, const char *name)
{
    return strlen(name) == flag->name_len && memcmp(name, flag->name, flag->name_len) == 0;
}

static void print_help(const struct command_help *help, const struct option_row *rows)
{
    printf("usage: escapement %s\n\n%s", help->usage, help->about);
    for (const struct option_row *row = rows; row->name; row++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", row->name, row->argument ? " " : "",
                 row->argument ? row->argument : "");
        printf("%s  %-22s %s\n", row == rows ? "\n" : "", left, row->help);
    }
    printf("\nEvery setting can be given too, as --name VALUE (see escapement check-config).\n");
}

static bool parse_int(const char *text, int64_t *value)
{
    char *end;
    long long number = strtoll(text, &end, 10);
    if (end == text || *end || number == INT64_MAX || number == INT64_MIN)
        return false;
    *value = number;
    return true;
}

/* Stores the value of @row. False when it does not fit. */
static bool store(const struct option_row *row, const char *value)
{
    switch (row->type) {
    case OPTION_SWITCH:
        *(bool *)row->value = true;
        return true;
    case OPTION_TEXT:
        *(const char **)row->value = value;
        return true;
    case OPTION_INT:
        return parse_int(value, row->value);
    }
    return false;
}

/* Reads the flag at argv[*at] and, when it has one, its value after it: *at is moved there. */
static int read_flag(const char *command, const struct option_row *rows, struct flag *flag,
                     int argc, char **argv, int *at)
{
    const struct option_row *row = rows;
    while (row->name && !is_named(flag, row->name))
        row++;
    if (!row->name)
        return options_misused(command, "there is no flag --%.*s", (int)flag->name_len, flag->name);
    if (row->type == OPTION_SWITCH && flag->value)
        return options_misused(command, "--%s takes no value", row->name);
    if (row->type != OPTION_SWITCH && !flag->value) {
        if (*at + 1 >= argc)
            return options_misused(command, "--%s needs a value", row->name);
        flag->value = argv[++*at];
    }
    if (!store(row, flag->value))
        return options_misused(command, "--%s: \"%s\" is not a whole number", row->name,
                               flag->value);
    return OPTIONS_DONE;
}

int options_read(const struct command_help *help, const struct option_row *rows, int *argc,
                 char **argv)
{
    int kept = 1;
    bool flags_end = false;
    for (int at = 1; at < *argc; at++) {
        struct flag flag;
        if (!flags_end && strcmp(argv[at], "--") == 0) {
            flags_end = true;
        } else if (!flags_end && strcmp(argv[at], "-h") == 0) {
            print_help(help, rows);
            return 0;
        } else if (!flags_end && is_flag(argv[at], &flag)) {
            if (is_named(&flag, "help")) {
                print_help(help, rows);
                return 0;
            }
            int code = read_flag(argv[0], rows, &flag, *argc, argv, &at);
            if (code != OPTIONS_DONE)
                return code;
        } else if (!flags_end && argv[at][0] == '-' && argv[at][1]) {
            return options_misused(argv[0], "there is no flag %s", argv[at]);
        } else {
            argv[kept++] = argv[at];
        }
    }
    *argc = kept;
    argv[kept] = NULL;
    return OPTIONS_DONE;
}

/* ---- Settings ------------------------------------------------------------------------------ */

/* The setting that @flag names, by its dashed name; NULL: none. */
static const struct config_setting *setting_of(const struct flag *flag)
{
    for (size_t i = 0; i < config_setting_count; i++) {
        const char *name = config_settings[i].name;
        size_t same = 0;
        while (same < flag->name_len && name[same] &&
               flag->name[same] == (name[same] == '_' ? '-' : name[same]))
            same++;
        if (same == flag->name_len && !name[same])
            return &config_settings[i];
    }
    return NULL;
}

/* What was taken: the value of --config and of each setting, the last one given. */
struct taken {
    const char *file;
    const struct config_setting *settings[64];
    const char *values[64];
    size_t count;
};

static bool note(struct taken *taken, const struct config_setting *setting, const char *value)
{
    if (!setting)
        taken->file = value;
    else if (taken->count == sizeof taken->values / sizeof *taken->values)
        return false;
    else {
        taken->settings[taken->count] = setting;
        taken->values[taken->count++] = value;
    }
    return true;
}

static int apply(const struct taken *taken)
{
    struct err err = {0};
    if (config_load(taken->file, &err) != ERR_OK)
        return options_fail(&err);
    for (size_t i = 0; i < taken->count; i++)
        if (config_set(taken->settings[i]->name, taken->values[i], CONFIG_FLAG, &err) != ERR_OK) {
            fprintf(stderr, "escapement: --%s\n", err.message);
            return EX_USAGE;
        }
    if (config_check(&err) != ERR_OK)
        return options_fail(&err);
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(config.log_level, levels[i]) == 0)
            log_set_level((enum log_level)i);
    return OPTIONS_DONE;
}

int options_take_settings(int *argc, char **argv)
{
    struct taken taken = {0};
    int kept = 1;
    bool flags_end = false;
    for (int at = 1; at < *argc; at++) {
        struct flag flag;
        const struct config_setting *setting = NULL;
        flags_end = flags_end || strcmp(argv[at], "--") == 0;
        if (flags_end || !is_flag(argv[at], &flag) ||
            (!(setting = setting_of(&flag)) && !is_named(&flag, "config"))) {
            argv[kept++] = argv[at];
            continue;
        }
        if (!flag.value && at + 1 >= *argc) {
            fprintf(stderr, "escapement: %s needs a value\n", argv[at]);
            return EX_USAGE;
        }
        if (!note(&taken, setting, flag.value ? flag.value : argv[++at])) {
            fprintf(stderr, "escapement: too many settings on the command line\n");
            return EX_USAGE;
        }
    }
    *argc = kept;
    argv[kept] = NULL;
    return apply(&taken);
}

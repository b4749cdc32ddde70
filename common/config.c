/* The settings are listed once, below. The list is expanded twice: into the defaults, so that they
 * hold before anything was read, and into the table that the file, the environment, the flags and
 * check-config go by.
 *
 * Texts that were set are copies owned here; they live until the setting is set again. */
#include "common/config.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "common/text.h"

extern char **environ;

#define LIST(TEXT, SECRET, INT)                                                                    \
    SECRET(database_url, "", "PostgreSQL to use; empty: the cluster of `escapement dev`")          \
    TEXT(data_dir, "", "folder of `escapement dev`; empty: the usual place of the user")           \
    TEXT(listen, "127.0.0.1", "address that the service listens on")                               \
    INT(port, 8460, 0, 65535, "port that the service listens on; 0: any free one")                 \
    TEXT(public_url, "", "address that links lead to; empty: http://listen:port")                  \
    TEXT(log_level, "info", "least level that is logged: debug, info, warn or error")              \
    INT(http_threads, 2, 1, 256, "threads that move bytes and parse")                              \
    INT(http_connections, 1000, 1, 1000000, "connections of clients at the same time")             \
    INT(http_timeout_s, 30, 1, 86400, "seconds without a byte after which a client is dropped")    \
    INT(db_connections, 8, 1, 1000, "connections to PostgreSQL")                                   \
    INT(db_wait_ms, 5000, 1, 3600000, "milliseconds a request waits for one of them")              \
    INT(db_statement_ms, 30000, 0, 86400000, "milliseconds a statement may take; 0: no bound")     \
    INT(known_tests, 2000000, 0, 1000000000,                                                       \
        "tests that the service keeps in mind, 25 bytes each")                                     \
    INT(max_body_bytes, 104857600, 1, 1099511627776, "bytes of one upload")                        \
    INT(max_cases, 2000000, 1, 100000000, "test cases of one report")                              \
    INT(max_files, 5000, 1, 1000000, "files of one report")                                        \
    INT(max_bundles, 64, 1, 10000, "bundles that are unpacked at the same time")                   \
    INT(max_entries, 50000, 1, 10000000, "files of one bundle, also those that are not read")      \
    INT(max_expanded_bytes, 1073741824, 1, 1099511627776, "bytes of one upload, unpacked")         \
    INT(max_expansion_ratio, 250, 2, 100000, "bytes that one byte of a bundle may unpack to")      \
    INT(max_window_bytes, 134217728, 1048576, 4294967296, "memory for unpacking xz or zstd")       \
    INT(max_path_bytes, 1024, 16, 65536, "bytes of the path of a file in a bundle")                \
    INT(max_path_depth, 64, 1, 10000, "folders in each other in a bundle")                         \
    INT(max_codeowners_bytes, 3145728, 1, 104857600, "bytes of a CODEOWNERS file in a bundle")     \
    INT(max_left_out, 100, 0, 100000, "files of a bundle listed as left out")                      \
    INT(max_text_bytes, 16384, 64, 16777216, "bytes kept of one message or one details")           \
    INT(max_report_text_bytes, 268435456, 1024, 1099511627776,                                     \
        "bytes of the texts of one report, after which they are kept shorter")                     \
    INT(max_name_bytes, 8192, 64, 1048576, "bytes of the name of a suite, class or test")          \
    INT(max_depth, 1000, 1, 100000, "suites inside each other")                                    \
    INT(max_warnings, 200, 0, 1000000, "warnings kept of one report")                              \
    INT(keep_texts_days, 90, 1, 36500, "days that the words of failures are kept")                 \
    INT(keep_results_days, 400, 30, 36500, "days that results are kept")                           \
    INT(keep_ledger_days, 730, 90, 36500, "days that failures and what excused them are kept")     \
    INT(keep_refusals_days, 30, 1, 36500, "days that refused uploads are kept")                    \
    INT(analyze_every_ms, 500, 0, 3600000,                                                         \
        "milliseconds between two looks of the service for reports to fold, and up to 5 s more "   \
        "while uploads come in; 0: it does not")                                                   \
    TEXT(mask_file, "", "more patterns of secrets to mask in texts, a line each: NAME: REGEX")     \
    INT(page_size_max, 500, 1, 100000, "items of one page of a list")                              \
    INT(quarantine_stale_ms, 1000, 0, 600000,                                                      \
        "milliseconds after which a change that another server made to a quarantine is seen")      \
    INT(max_quarantine_memory_bytes, 33554432, 0, 1099511627776,                                   \
        "bytes of lists of quarantines that are answered from memory")                             \
    INT(public_max_body_bytes, 10485760, 1, 1099511627776, "bytes of one upload without a token")  \
    INT(public_uploads_per_hour, 60, 0, 1000000,                                                   \
        "uploads without a token that a project may take in an hour, if it takes any")             \
    INT(oidc_timeout_ms, 5000, 1, 60000,                                                           \
        "milliseconds to wait for the keys of an ID token issuer")                                 \
    INT(oidc_keys_max_age_s, 3600, 1, 86400, "seconds for which the keys of an issuer are good")   \
    INT(oidc_refetch_s, 60, 1, 3600, "seconds between two looks for a key that is not known")      \
    INT(oidc_loopback, 0, 0, 1, "1: also issuers at http://127.0.0.1:PORT, for tests")             \
    INT(refusals_per_hour, 200, 0, 100000,                                                         \
        "refused uploads of a project that are noted one by one each hour; the rest is counted")   \
    TEXT(secrets_dir, "", "folder with a file for each secret, called as the secret; empty: none") \
    INT(deliver_threads, 4, 0, 64, "threads of `serve` that send deliveries; 0: it sends none")    \
    INT(deliver_poll_ms, 1000, 10, 3600000, "milliseconds between two looks for deliveries")       \
    INT(deliver_timeout_ms, 10000, 10, 60000, "milliseconds for one call of a destination")        \
    INT(deliver_attempts, 12, 1, 1000, "attempts after which a delivery is given up")              \
    INT(deliver_backoff_ms, 10000, 1, 3600000,                                                     \
        "milliseconds before the second attempt; doubled with each, half of it by chance")         \
    INT(deliver_backoff_max_s, 3600, 1, 86400, "seconds between two attempts at most")             \
    INT(deliver_per_minute, 60, 1, 1000000, "deliveries to one destination in a minute")           \
    TEXT(deliver_private_hosts, "",                                                                \
         "hosts of destinations that may lie in a private network, as globs joined by commas")     \
    INT(deliver_loopback, 0, 0, 1, "1: also destinations at http://127.0.0.1:PORT, for tests")     \
    INT(max_answer_bytes, 8388608, 1024, 1073741824, "bytes of an answer of a destination")        \
    INT(keep_deliveries_days, 90, 1, 36500,                                                        \
        "days that deliveries are kept after they were made or given up")

#define TEXT_DEFAULT(id, text, help_text) .id = (text),
#define INT_DEFAULT(id, number, low, high, help_text) .id = (number),
#define DEFAULTS LIST(TEXT_DEFAULT, TEXT_DEFAULT, INT_DEFAULT)

#define ROW(id, ...)                                                                               \
    {                                                                                              \
        .name = #id, .offset = offsetof(struct config, id), __VA_ARGS__                            \
    }
#define TEXT_ROW(id, text, help_text)                                                              \
    ROW(id, .type = CONFIG_TEXT, .fallback = (text), .help = (help_text)),
#define SECRET_ROW(id, text, help_text)                                                            \
    ROW(id, .type = CONFIG_TEXT, .fallback = (text), .help = (help_text), .secret = true),
#define INT_ROW(id, number, low, high, help_text)                                                  \
    ROW(id, .type = CONFIG_INT, .fallback = #number, .min = (low), .max = (high),                  \
        .help = (help_text)),

struct config config = {DEFAULTS};
static const struct config defaults = {DEFAULTS};

const struct config_setting config_settings[] = {LIST(TEXT_ROW, SECRET_ROW, INT_ROW)};
enum { COUNT = sizeof config_settings / sizeof *config_settings };
const size_t config_setting_count = COUNT;

static struct {
    enum config_source source;
    char *copy; /* of a text that was set */
} in_force[COUNT];

/* Variables of our prefix that are no settings: they are for tests, dev and the CI step. */
static const char *const other_variables[] = {"ESCAPEMENT_CONFIG", "ESCAPEMENT_TOKEN",
                                              "ESCAPEMENT_URL"};
static const char secret_prefix[] = "ESCAPEMENT_SECRET_"; /* of destinations, read when needed */

enum { FILE_MAX = 1 << 20 };

enum config_source config_source(size_t index)
{
    return in_force[index].source;
}

/* The index of the setting called @name (dashes and underscores are the same); COUNT: none. */
static size_t find(const char *name)
{
    for (size_t i = 0; i < COUNT; i++) {
        const char *a = config_settings[i].name, *b = name;
        while (*a && (*a == *b || (*a == '_' && *b == '-')))
            a++, b++;
        if (!*a && !*b)
            return i;
    }
    return COUNT;
}

static bool ends_in(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/* Digits, and for a number of bytes a unit: 16k, 100M, 1G. */
static bool parse_int(const char *text, bool bytes, int64_t *value)
{
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    intmax_t number = strtoimax(text, &end, 10);
    if (errno)
        return false;
    static const struct {
        char name[4];
        int shift;
    } units[] = {{"", 0}, {"k", 10}, {"K", 10}, {"M", 20}, {"G", 30}};
    for (size_t i = 0; i < (bytes ? sizeof units / sizeof *units : 1); i++)
        if (strcmp(end, units[i].name) == 0)
            return !__builtin_mul_overflow(number, (int64_t)1 << units[i].shift, value);
    return false;
}

static enum err_code set_int(const struct config_setting *setting, const char *value,
                             struct err *err)
{
    bool bytes = ends_in(setting->name, "_bytes");
    int64_t number;
    if (!parse_int(value, bytes, &number))
        return err_set(err, ERR_INVALID, "%s: \"%s\" is not a whole number%s", setting->name, value,
                       bytes ? " of bytes (k, M and G may follow it)" : "");
    if (number < setting->min || number > setting->max)
        return err_set(err, ERR_INVALID, "%s: %" PRId64 " is not between %" PRId64 " and %" PRId64,
                       setting->name, number, setting->min, setting->max);
    *(int64_t *)(void *)((char *)&config + setting->offset) = number;
    return ERR_OK;
}

static enum err_code check_text(const char *name, const char *value, struct err *err)
{
    static const char *const levels[] = {"debug", "info", "warn", "error"};
    if (strcmp(name, "log_level") == 0) {
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            if (strcmp(value, levels[i]) == 0)
                return ERR_OK;
        return err_set(err, ERR_INVALID, "log_level: \"%s\" is none of debug, info, warn, error",
                       value);
    }
    if (strcmp(name, "public_url") == 0 && *value && !text_starts(value, "http://") &&
        !text_starts(value, "https://"))
        return err_set(err, ERR_INVALID,
                       "public_url: \"%s\" does not begin with http:// or https://", value);
    if (strcmp(name, "listen") == 0 && !*value)
        return err_set(err, ERR_INVALID, "listen: needs an address, such as 127.0.0.1");
    return ERR_OK;
}

static enum err_code set_text(size_t index, const char *value, struct err *err)
{
    const struct config_setting *setting = &config_settings[index];
    try_(check_text(setting->name, value, err));
    char *copy = strdup(value);
    if (!copy)
        return err_nomem(err);
    *(const char **)(void *)((char *)&config + setting->offset) = copy;
    free(in_force[index].copy);
    in_force[index].copy = copy;
    return ERR_OK;
}

static enum err_code set_at(size_t index, const char *value, enum config_source source,
                            struct err *err)
{
    const struct config_setting *setting = &config_settings[index];
    try_(setting->type == CONFIG_INT ? set_int(setting, value, err) : set_text(index, value, err));
    in_force[index].source = source;
    return ERR_OK;
}

enum err_code config_set(const char *name, const char *value, enum config_source source,
                         struct err *err)
{
    size_t index = find(name);
    if (index == COUNT)
        return err_set(err, ERR_NOT_FOUND, "there is no setting \"%s\"", name);
    return set_at(index, value, source, err);
}

static void reset(void)
{
    config = defaults;
    for (size_t i = 0; i < COUNT; i++) {
        free(in_force[i].copy);
        in_force[i].copy = NULL;
        in_force[i].source = CONFIG_DEFAULT;
    }
}

/* ---- The file ------------------------------------------------------------------------------ */

struct file {
    const char *path;
    int line;
    int set_at_line[COUNT]; /* 0: not yet */
};

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    size_t len = strlen(text);
    while (len && strchr(" \t\r", text[len - 1]))
        len--;
    text[len] = '\0';
    return text;
}

/* A # begins a comment at the start of a line or after a blank, so that a value may hold one. */
static void cut_comment(char *line)
{
    for (char *p = line; *p; p++)
        if (*p == '#' && (p == line || p[-1] == ' ' || p[-1] == '\t')) {
            *p = '\0';
            return;
        }
}

static enum err_code read_line(struct file *file, char *line, struct err *err)
{
    cut_comment(line);
    char *name = trim(line);
    if (!*name)
        return ERR_OK;
    char *equals = strchr(name, '=');
    if (!equals)
        return err_set(err, ERR_INVALID, "%s:%d: not of the form name = value", file->path,
                       file->line);
    *equals = '\0';
    name = trim(name);
    size_t index = find(name);
    if (index == COUNT)
        return err_set(err, ERR_INVALID,
                       "%s:%d: there is no setting \"%s\"; `escapement check-config` lists all",
                       file->path, file->line, name);
    if (file->set_at_line[index])
        return err_set(err, ERR_INVALID, "%s:%d: %s was set before, in line %d", file->path,
                       file->line, config_settings[index].name, file->set_at_line[index]);
    file->set_at_line[index] = file->line;
    struct err why = {0};
    enum err_code code = set_at(index, trim(equals + 1), CONFIG_FILE, &why);
    if (code != ERR_OK)
        return err_set(err, code, "%s:%d: %s", file->path, file->line, why.message);
    return ERR_OK;
}

static void close_file(FILE **stream)
{
    if (*stream)
        fclose(*stream);
}

static enum err_code read_bytes(const char *path, struct text *bytes, struct err *err)
{
    FILE *stream auto_(close_file) = fopen(path, "re");
    if (!stream)
        return err_set(err, ERR_INVALID, "cannot read the configuration %s: %s", path,
                       strerror(errno));
    char buffer[4096];
    size_t len;
    bytes->limit = FILE_MAX;
    while (!bytes->failed && (len = fread(buffer, 1, sizeof buffer, stream)))
        text_append(bytes, buffer, len);
    if (ferror(stream))
        return err_set(err, ERR_INVALID, "cannot read the configuration %s: %s", path,
                       strerror(errno));
    if (bytes->failed)
        return err_set(err, ERR_INVALID, "the configuration %s is too long to be one", path);
    if (memchr(bytes->data ? bytes->data : "", '\0', bytes->len))
        return err_set(err, ERR_INVALID, "the configuration %s is not text", path);
    return ERR_OK;
}

static enum err_code read_file(const char *path, struct err *err)
{
    auto_text struct text bytes = {0};
    try_(read_bytes(path, &bytes, err));
    if (!bytes.data)
        return ERR_OK;
    struct file file = {.path = path};
    char *rest = bytes.data, *line;
    if (text_starts(rest, "\xEF\xBB\xBF"))
        rest += 3;
    while ((line = strsep(&rest, "\n"))) {
        file.line++;
        try_(read_line(&file, line, err));
    }
    return ERR_OK;
}

/* ---- The environment ----------------------------------------------------------------------- */

static bool is_other(const char *variable, size_t len)
{
    if (text_starts(variable, secret_prefix))
        return true;
    for (size_t i = 0; i < sizeof other_variables / sizeof *other_variables; i++)
        if (strlen(other_variables[i]) == len && memcmp(other_variables[i], variable, len) == 0)
            return true;
    return false;
}

/* ESCAPEMENT_<NAME>=value. An empty value is as good as none: that is what a shell or a compose
 * file makes of a variable that it passes on without having it. */
static enum err_code read_variable(const char *variable, struct err *err)
{
    static const char prefix[] = "ESCAPEMENT_";
    const char *equals = strchr(variable, '=');
    if (!equals || !text_starts(variable, prefix) ||
        is_other(variable, (size_t)(equals - variable)))
        return ERR_OK;
    char name[64] = "";
    size_t len = (size_t)(equals - variable) - strlen(prefix);
    for (size_t i = 0; i < len && i + 1 < sizeof name; i++) {
        char c = variable[strlen(prefix) + i];
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : '?';
        if (c == '_' || (c >= '0' && c <= '9'))
            name[i] = c;
    }
    size_t index = find(name);
    if (index == COUNT)
        return err_set(err, ERR_INVALID,
                       "the environment variable %.*s belongs to no setting; "
                       "`escapement check-config` lists all",
                       (int)(equals - variable), variable);
    if (!equals[1])
        return ERR_OK;
    struct err why = {0};
    enum err_code code = set_at(index, equals + 1, CONFIG_ENVIRONMENT, &why);
    if (code != ERR_OK)
        return err_set(err, code, "environment variable %.*s: %s", (int)(equals - variable),
                       variable, why.message);
    return ERR_OK;
}

/* DATABASE_URL is what others call our database_url; our own name, being more exact, wins. */
static enum err_code read_environment(struct err *err)
{
    const char *url = getenv("DATABASE_URL");
    if (url && *url)
        try_(config_set("database_url", url, CONFIG_ENVIRONMENT, err));
    for (char **variable = environ; variable && *variable; variable++)
        try_(read_variable(*variable, err));
    return ERR_OK;
}

enum err_code config_load(const char *file, struct err *err)
{
    reset();
    if (!file)
        file = getenv("ESCAPEMENT_CONFIG");
    if (file && *file)
        try_(read_file(file, err));
    return read_environment(err);
}

enum err_code config_check(struct err *err)
{
    if (config.keep_texts_days > config.keep_results_days)
        return err_set(err, ERR_INVALID,
                       "keep_texts_days is %" PRId64 ", but results are kept for %" PRId64
                       " days: words without results say nothing (keep_results_days)",
                       config.keep_texts_days, config.keep_results_days);
    if (config.keep_results_days > config.keep_ledger_days)
        return err_set(err, ERR_INVALID,
                       "keep_results_days is %" PRId64 ", but failures are kept for %" PRId64
                       " days: the ledger goes last (keep_ledger_days)",
                       config.keep_results_days, config.keep_ledger_days);
    return ERR_OK;
}

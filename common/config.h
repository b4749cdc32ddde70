/* The settings: one table of name, type, default and help, read from a file, the environment
 * (ESCAPEMENT_<NAME>) and flags (--name), in that order; the last one wins. Unknown names fail. */
#ifndef COMMON_CONFIG_H
#define COMMON_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct config {
    const char *database_url; /* DATABASE_URL too; "" means the cluster of `escapement dev` */
    const char *data_dir;     /* of `escapement dev` */
    const char *listen;       /* address */
    int64_t port;             /* 0: any free one */
    const char *public_url;   /* "" means http://listen:port */
    const char *log_level;    /* debug, info, warn, error */
    int64_t http_threads, http_connections, http_timeout_s;
    int64_t db_connections, db_wait_ms, db_statement_ms;
    int64_t known_tests;    /* of all projects, in ingest/identity_map */
    int64_t max_body_bytes; /* one upload */
    int64_t max_cases;      /* of one report */
    int64_t max_files;      /* of one report */
    int64_t max_bundles;    /* unpacked at the same time */
    int64_t max_entries;    /* of one bundle: files, folders, links */
    int64_t max_expanded_bytes;
    int64_t max_expansion_ratio;            /* looked at from 1 MiB unpacked on */
    int64_t max_window_bytes;               /* of one xz or zstd decoder */
    int64_t max_path_bytes, max_path_depth; /* in a bundle */
    int64_t max_codeowners_bytes;
    int64_t max_left_out;          /* listed */
    int64_t max_text_bytes;        /* of one message or one details; the middle is cut out */
    int64_t max_report_text_bytes; /* of all of them in one report */
    int64_t max_name_bytes;        /* of a suite, class or test name */
    int64_t max_depth;             /* nested suites */
    int64_t max_warnings;          /* kept of one report */
    int64_t keep_texts_days, keep_results_days, keep_ledger_days, keep_refusals_days;
    int64_t analyze_every_ms;
    const char *mask_file; /* see ingest/mask.h; "" is none */
    int64_t page_size_max;
    int64_t quarantine_stale_ms; /* how old what is known of changes by others may be */
    int64_t max_quarantine_memory_bytes;
    int64_t public_max_body_bytes, public_uploads_per_hour; /* without a token */
    int64_t oidc_timeout_ms, oidc_keys_max_age_s, oidc_refetch_s;
    int64_t oidc_loopback;     /* issuers at http://127.0.0.1 too: for tests */
    int64_t refusals_per_hour; /* noted of one project */
    const char *secrets_dir;   /* a file each secret; "" is none */
    int64_t deliver_threads, deliver_poll_ms, deliver_timeout_ms, deliver_attempts;
    int64_t deliver_backoff_ms, deliver_backoff_max_s;
    int64_t deliver_per_minute;        /* to one destination */
    const char *deliver_private_hosts; /* globs, joined by commas */
    int64_t deliver_loopback;          /* destinations at http://127.0.0.1 too: for tests */
    int64_t max_answer_bytes;          /* of a destination */
    int64_t keep_deliveries_days;
};

enum config_type { CONFIG_TEXT, CONFIG_INT };
enum config_source { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_ENVIRONMENT, CONFIG_FLAG };

struct config_setting {
    const char *name; /* as in the file; the flag has dashes, the environment capitals */
    enum config_type type;
    size_t offset; /* in struct config */
    const char *fallback;
    int64_t min, max; /* of a CONFIG_INT */
    bool secret;      /* check-config shows that it is set, not what it is */
    const char *help;
};

extern const struct config_setting config_settings[];
extern const size_t config_setting_count;

/* The settings in force for the whole program: defaults until config_load() ran. Read-only after
 * the program has started. */
extern struct config config;

/* Reads @file (NULL: the one of ESCAPEMENT_CONFIG, or none) and the environment.
 * ERR_INVALID names the file, line and setting. */
enum err_code config_load(const char *file, struct err *err) must_check;

/* Sets one setting from a flag. ERR_NOT_FOUND when there is no such setting, ERR_INVALID when the
 * value does not fit. */
enum err_code config_set(const char *name, const char *value, enum config_source source,
                         struct err *err) must_check;

/* After the last setting: do they go together? ERR_INVALID names two that do not. */
enum err_code config_check(struct err *err) must_check;

/* Where the value in force of setting @index came from. */
enum config_source config_source(size_t index);

#endif

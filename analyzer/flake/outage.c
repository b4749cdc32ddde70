#include "analyzer/flake/outage.h"

#include <stddef.h>
#include <string.h>

#include "common/stats.h"

/* Words of machinery that fails, as runtimes and tools of many languages put them. They are short
 * on purpose: each is taken for an outage only if several tests say it alike. */
static const char *const infrastructure_words[] = {
    /* names */
    "unknown host", "unknownhost", "no such host", "name or service not known", "getaddrinfo",
    "temporary failure in name resolution", "could not resolve", "enotfound", "eai_again",
    /* connections */
    "connection refused", "econnrefused", "connection reset", "econnreset", "connection timed out",
    "connect timed out", "etimedout", "network is unreachable", "no route to host", "ehostunreach",
    "remote end closed connection",
    /* what stands before a service */
    "bad gateway", "service unavailable", "gateway timeout", "gateway time-out", "http 502",
    "http 503", "http 504", "status 502", "status 503", "status 504", "code 502", "code 503",
    "code 504", "code: 502", "code: 503", "code: 504",
    /* TLS */
    "tls handshake", "ssl handshake", "sslhandshake", "certificate has expired",
    "certificate verify failed", "x509:",
    /* registries and containers */
    "error pulling image", "failed to pull image", "imagepullbackoff", "pull access denied",
    "manifest unknown", "toomanyrequests", "docker daemon", "valid docker environment",
    "container startup failed", "could not start container",
    /* disk and memory */
    "no space left on device", "enospc", "disk full", "disk quota exceeded", "out of memory",
    "outofmemory", "cannot allocate memory", "enomem", "bad_alloc"};

/* Words of runners that write down as failed what they did not run. */
static const char *const cascade_words[] = {
    "skipped after failure", "skipped after a failure",  "skipped due to earlier failure",
    "skipped because of",    "not run because",          "aborted because of an earlier",
    "previous test failed",  "previous failure",         "dependency failed",
    "depends on failed",     "stopped after first fail", "fail-fast",
};

static bool has_one(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(text, words[i]))
            return true;
    return false;
}

const char *outage_word(enum outage_kind kind)
{
    static const char *const words[OUTAGE_KIND__MAX] = {"", "outage", "cascade", "infrastructure"};
    return words[kind];
}

bool outage_is_many(const struct settings *settings, double failed, double tests)
{
    return (failed >= settings->outage_failed && failed >= tests * settings->outage_share) ||
           (failed >= settings->outage_small_failed &&
            failed >= tests * settings->outage_small_share);
}

bool outage_is_mass(const struct settings *settings, double failed, double tests, double expected)
{
    return outage_is_many(settings, failed, tests) &&
           stats_poisson_tail(failed, expected) < settings->outage_chance;
}

double outage_unknown_rate(const struct settings *settings)
{
    return settings->flaky_share * settings->prior_a / (settings->prior_a + settings->prior_b);
}

enum outage_kind outage_of_text(const struct settings *settings, const char *text, double tests)
{
    if (has_one(text, cascade_words, sizeof cascade_words / sizeof *cascade_words))
        return OUTAGE_CASCADE;
    if (tests >= settings->infrastructure_tests &&
        has_one(text, infrastructure_words,
                sizeof infrastructure_words / sizeof *infrastructure_words))
        return OUTAGE_INFRASTRUCTURE;
    return OUTAGE_NONE;
}

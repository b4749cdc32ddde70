#include "analyzer/flake/cause_texts.h"

#include <string.h>

static const struct {
    enum cause cause;
    const char *words;
} texts[] = {
    {CAUSE_TIMING, "timeout"},
    {CAUSE_TIMING, "timed out"},
    {CAUSE_TIMING, "time-out"},
    {CAUSE_TIMING, "deadline exceeded"},
    {CAUSE_TIMING, "is pending after"},
    {CAUSE_TIMING, "not visible"},
    {CAUSE_TIMING, "stale element"},
    {CAUSE_TIMING, "waiting for"},
    {CAUSE_SHARED_STATE, "already exists"},
    {CAUSE_SHARED_STATE, "duplicate key"},
    {CAUSE_SHARED_STATE, "unique constraint"},
    {CAUSE_SHARED_STATE, "already in use"},
    {CAUSE_SHARED_STATE, "is held by"},
    {CAUSE_SHARED_STATE, "is locked"},
    {CAUSE_SHARED_STATE, "not empty"},
    {CAUSE_THIRD_PARTY, "connection refused"},
    {CAUSE_THIRD_PARTY, "connection reset"},
    {CAUSE_THIRD_PARTY, "unknown host"},
    {CAUSE_THIRD_PARTY, "could not resolve"},
    {CAUSE_THIRD_PARTY, "name resolution"},
    {CAUSE_THIRD_PARTY, "bad gateway"},
    {CAUSE_THIRD_PARTY, "gateway time"},
    {CAUSE_THIRD_PARTY, "service unavailable"},
    {CAUSE_THIRD_PARTY, "too many requests"},
    {CAUSE_THIRD_PARTY, "rate limit"},
    {CAUSE_THIRD_PARTY, "tls handshake"},
    {CAUSE_THIRD_PARTY, "certificate"},
    {CAUSE_ENVIRONMENT, "no space left"},
    {CAUSE_ENVIRONMENT, "permission denied"},
    {CAUSE_ENVIRONMENT, "command not found"},
    {CAUSE_ENVIRONMENT, "no such file"},
    {CAUSE_ENVIRONMENT, "out of memory"},
    {CAUSE_ENVIRONMENT, "cannot allocate memory"},
    {CAUSE_ENVIRONMENT, "unsupported locale"},
    {CAUSE_CONCURRENCY, "deadlock"},
    {CAUSE_CONCURRENCY, "data race"},
    {CAUSE_CONCURRENCY, "concurrentmodification"},
    {CAUSE_CONCURRENCY, "concurrent map"},
    {CAUSE_CONCURRENCY, "could not serialize"},
    {CAUSE_CONCURRENCY, "time zone"},
    {CAUSE_CONCURRENCY, "timezone"},
    {CAUSE_CONCURRENCY, "daylight saving"},
    {CAUSE_CONCURRENCY, "clock skew"},
};

const char *cause_text(enum cause cause, const char *text)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].cause == cause && strcasestr(text, texts[i].words))
            return texts[i].words;
    return NULL;
}

#include "api/accept.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    enum accept form;
} types[] = {
    {"application/json", ACCEPT_JSON}, {"application/problem+json", ACCEPT_JSON},
    {"application/*", ACCEPT_JSON},    {"*/*", ACCEPT_JSON},
    {"text/plain", ACCEPT_TEXT},       {"text/markdown", ACCEPT_MARKDOWN},
    {"text/*", ACCEPT_TEXT},
};

/* The q of a media range, which ends at @end; 1 when it has none. */
static double quality(const char *at, const char *end)
{
    while ((at = memchr(at, ';', (size_t)(end - at)))) {
        at++;
        at += strspn(at, " \t");
        if (end - at > 2 && (*at == 'q' || *at == 'Q') && at[1] == '=')
            return strtod(at + 2, NULL);
    }
    return 1;
}

enum accept accept_read(const char *header)
{
    enum accept best = ACCEPT_JSON;
    double most = 0;
    for (const char *at = header; at && *at;) {
        at += strspn(at, ", \t");
        size_t len = strcspn(at, ","), name = strcspn(at, ",; \t");
        double q = quality(at, at + len);
        for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
            if (strlen(types[i].name) != name || strncasecmp(at, types[i].name, name) != 0)
                continue;
            if (q > most) {
                most = q;
                best = types[i].form;
            }
        }
        at += len;
    }
    return best;
}

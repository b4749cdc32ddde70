#include "analyzer/escape/blame.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"

/* Phrases, in small letters, and what to ask instead. */
static const struct {
    const char *phrase, *instead;
} phrases[] = {
    {"should have known", "what would have made it visible?"},
    {"should have noticed", "what would have made it visible?"},
    {"should have caught", "which check would have seen it?"},
    {"should have tested", "which test was missing, and why was it not asked for?"},
    {"failed to", "what did the situation look like at that moment?"},
    {"forgot to", "what would have reminded anybody?"},
    {"forgot about", "what would have reminded anybody?"},
    {"human error", "what made that step easy to get wrong?"},
    {"operator error", "what made that step easy to get wrong?"},
    {"user error", "what made that step easy to get wrong?"},
    {"careless", "what made that step easy to get wrong?"},
    {"negligen", "what made that step easy to get wrong?"},
    {"sloppy", "what made that step easy to get wrong?"},
    {"incompeten", "what knowledge was not at hand?"},
    {"lazy", "what else had to be done at that time?"},
    {"stupid", "what did the situation look like at that moment?"},
    {"at fault", "what allowed it?"},
    {"fault of", "what allowed it?"},
    {"to blame", "what allowed it?"},
    {"blame on", "what allowed it?"},
    {"'s mistake", "what made that step easy to get wrong?"},
    {"did not bother", "what else had to be done at that time?"},
    {"didn't bother", "what else had to be done at that time?"},
    {"more careful", "which check would have seen it?"},
    {"pay more attention", "which check would have seen it?"},
};

static bool in_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* The place of @phrase in @small at the start of a word, or NULL. */
static const char *find(const char *small, const char *phrase)
{
    for (const char *at = small; (at = strstr(at, phrase)); at++)
        if (at == small || *phrase == '\'' || !in_word(at[-1]))
            return at;
    return NULL;
}

/* "@ada", but neither "@acme/payments" (a team) nor the middle of "user@host" (seen apart). */
static bool is_handle(const char *words, const char *at)
{
    size_t len = strcspn(at + 1, " \t\r\n,;:!?)]}\"'");
    return len > 0 && isalnum((unsigned char)at[1]) && !memchr(at, '/', len + 1) &&
           (at == words || !in_word(at[-1]));
}

static bool is_address(const char *words, const char *at)
{
    size_t len = strcspn(at + 1, " \t\r\n,;:!?)]}\"'");
    return at > words && in_word(at[-1]) && memchr(at, '.', len + 1);
}

bool blame_finds(const char *words, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = words; len && *at; at++)
        if ((at == words || !in_word(at[-1])) && strncasecmp(at, name, len) == 0 &&
            !in_word(at[len]))
            return true;
    return false;
}

json_t *blame_remarks(const char *words)
{
    json_t *list = json_array();
    auto_text struct text small = {0};
    for (const char *c = words; *c; c++)
        text_putc(&small, (char)tolower((unsigned char)*c));
    for (const char *at = words; (at = strchr(at, '@')); at++)
        if (is_handle(words, at) || is_address(words, at)) {
            json_array_append_new(list,
                                  json_string("it names a person: say which part of the system "
                                              "or the process it was"));
            break;
        }
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        if (find(small.data ? small.data : "", phrases[i].phrase))
            json_array_append_new(list, json_sprintf("\"%s\" looks for somebody at fault: %s",
                                                     phrases[i].phrase, phrases[i].instead));
    return small.failed ? (json_decref(list), NULL) : list;
}

#include "ingest/prolog.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum state {
    OUTSIDE,
    OPENED, /* after a < */
    BANG,   /* after a <! : a comment or a DOCTYPE */
    COMMENT,
    INSTRUCTION,
    DOCTYPE, /* before and within its name */
    DOCTYPE_REST,
    ROOT,
    DONE
};

static void begin_word(struct prolog *prolog, enum state state)
{
    prolog->state = (int)state;
    prolog->word_len = 0;
    memset(prolog->last, 0, sizeof prolog->last);
}

static void add_to_word(struct prolog *prolog, char c)
{
    if (prolog->word_len + 1 < sizeof prolog->word)
        prolog->word[prolog->word_len++] = c;
    prolog->word[prolog->word_len] = '\0';
}

static void keep_name(const struct prolog *prolog, char out[PROLOG_NAME])
{
    const char *colon = strrchr(prolog->word, ':');
    const char *name = colon ? colon + 1 : prolog->word;
    memmove(out, name, strlen(name) + 1);
}

static bool ends_name(char c)
{
    return isspace((unsigned char)c) || strchr("/>[<\"'", c) != NULL;
}

static void step_bang(struct prolog *prolog, char c)
{
    add_to_word(prolog, c);
    if (strcmp(prolog->word, "--") == 0)
        begin_word(prolog, COMMENT);
    else if (strcasecmp(prolog->word, "DOCTYPE") == 0)
        begin_word(prolog, DOCTYPE);
    else if (c == '>')
        begin_word(prolog, OUTSIDE);
}

static void step_opened(struct prolog *prolog, char c)
{
    begin_word(prolog, c == '?' ? INSTRUCTION : c == '!' ? BANG : ROOT);
    if (prolog->state == ROOT && (isspace((unsigned char)c) || c == '/' || c == '<'))
        begin_word(prolog, c == '<' ? OPENED : OUTSIDE);
    else if (prolog->state == ROOT)
        add_to_word(prolog, c);
}

static void step_doctype(struct prolog *prolog, char c)
{
    if (!ends_name(c)) {
        add_to_word(prolog, c);
        return;
    }
    if (prolog->word_len == 0 && isspace((unsigned char)c))
        return;
    if (prolog->word_len > 0)
        keep_name(prolog, prolog->doctype);
    begin_word(prolog, c == '>' ? OUTSIDE : DOCTYPE_REST);
    prolog->brackets = c == '[';
}

static void step(struct prolog *prolog, char c)
{
    const char *last = prolog->last;
    switch ((enum state)prolog->state) {
    case OUTSIDE:
        prolog->state = c == '<' ? OPENED : OUTSIDE;
        return;
    case OPENED:
        step_opened(prolog, c);
        return;
    case BANG:
        step_bang(prolog, c);
        return;
    case COMMENT:
        if (c == '>' && last[0] == '-' && last[1] == '-')
            begin_word(prolog, OUTSIDE);
        break;
    case INSTRUCTION:
        if (c == '>' && last[1] == '?')
            begin_word(prolog, OUTSIDE);
        break;
    case DOCTYPE:
        step_doctype(prolog, c);
        return;
    case DOCTYPE_REST:
        prolog->brackets += (c == '[') - (c == ']');
        if (c == '>' && prolog->brackets <= 0)
            begin_word(prolog, OUTSIDE);
        return;
    case ROOT:
        if (ends_name(c)) {
            keep_name(prolog, prolog->root);
            prolog->state = DONE;
        } else {
            add_to_word(prolog, c);
        }
        return;
    case DONE:
        return;
    }
    prolog->last[0] = prolog->last[1];
    prolog->last[1] = c;
}

void prolog_feed(struct prolog *prolog, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && prolog->state != DONE; i++)
        if (bytes[i] != '\0') /* the other half of a character of UTF-16 */
            step(prolog, bytes[i]);
}

bool prolog_is_junit(const char *name)
{
    static const char *const roots[] = {"testsuites", "testsuite", "testcase"};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (strcasecmp(name, roots[i]) == 0)
            return true;
    return false;
}

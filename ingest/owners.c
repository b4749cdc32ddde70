#include "ingest/owners.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/auto.h"
#include "common/text.h"

struct line {
    const char *at, *end; /* what is left of it */
    size_t number;
};

static void complain(struct owners *owners, const struct line *line, const char *what)
{
    if (owners->problem_count < OWNERS_PROBLEMS_MAX) {
        const char *copy = arena_text(&owners->arena, what, strlen(what));
        owners->problems[owners->problem_count] =
            (struct owners_problem){line->number, copy ? copy : "it can't be used"};
    }
    owners->problem_count++;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static void skip_blanks(struct line *line)
{
    while (line->at < line->end && is_blank(*line->at))
        line->at++;
}

/* The next word; a blank behind a backslash is part of it. Empty at the end or at a comment. */
static struct line take_word(struct line *line)
{
    skip_blanks(line);
    struct line word = *line;
    if (line->at < line->end && *line->at == '#')
        line->at = line->end;
    else
        while (line->at < line->end && !is_blank(*line->at))
            line->at += *line->at == '\\' && line->end - line->at > 1 ? 2 : 1;
    word.end = line->at > word.at && *word.at != '#' ? line->at : word.at;
    return word;
}

static bool next_line(struct line *line, const char *end)
{
    if (line->end >= end)
        return false;
    line->at = line->end + (line->number > 0);
    const char *stop = memchr(line->at, '\n', (size_t)(end - line->at));
    line->end = stop ? stop : end;
    line->number++;
    return true;
}

/* The line without what is around it. */
static struct line trimmed(const struct line *line)
{
    struct line inner = *line;
    while (inner.end > inner.at && isspace((unsigned char)inner.end[-1]))
        inner.end--;
    skip_blanks(&inner);
    return inner;
}

/* "[Name]", "^[Name]", "[Name][2]", each with owners behind it. @name is what stands in the
 * brackets; @line goes on behind them. */
static bool take_heading(struct line *line, struct line *name)
{
    const char *at = line->at;
    at += at < line->end && *at == '^';
    if (at == line->end || *at != '[')
        return false;
    const char *close = memchr(at, ']', (size_t)(line->end - at));
    if (!close || close == at + 1)
        return false;
    *name = (struct line){at + 1, close, line->number};
    at = close + 1;
    if (at < line->end && *at == '[') {
        const char *digits = ++at;
        while (at < line->end && isdigit((unsigned char)*at))
            at++;
        if (at == digits || at == line->end || *at++ != ']')
            return false;
    }
    if (at < line->end && !is_blank(*at))
        return false;
    line->at = at;
    return true;
}

/* The folder of the file tells; elsewhere, only GitLab has sections, exclusions and roles. */
static enum path_syntax syntax_of(const char *name, const char *text, size_t len)
{
    if (strstr(name, ".gitlab/"))
        return PATH_GITLAB;
    if (strstr(name, ".github/"))
        return PATH_GITHUB;
    struct line line = {text, text, 0}, unused;
    while (next_line(&line, text + len)) {
        struct line inner = trimmed(&line);
        if (inner.at < inner.end && *inner.at == '#')
            continue;
        if (take_heading(&inner, &unused) || (inner.at < inner.end && *inner.at == '!') ||
            memmem(inner.at, (size_t)(inner.end - inner.at), " @@", 3))
            return PATH_GITLAB;
    }
    return PATH_GITHUB;
}

/* @name, @org/team, @@role, someone@example.com */
static bool is_owner(const struct line *word)
{
    size_t len = (size_t)(word->end - word->at);
    const char *at = memchr(word->at, '@', len);
    return at && len > 1 && at + 1 < word->end && text_is_utf8(word->at, len);
}

/* What is too long ends in dots. */
static void join_owner(struct text *owners, const char *owner, size_t len)
{
    static const char dots[] = " ...";
    if (owners->len + 1 + len + strlen(dots) > OWNERS_OWNER_MAX) {
        if (owners->len < strlen(dots) ||
            strcmp(owners->data + owners->len - strlen(dots), dots) != 0)
            text_puts(owners, dots + (owners->len == 0));
        return;
    }
    const char *all = text_get(owners), *at = all;
    while (at && (at = memmem(at, owners->len - (size_t)(at - all), owner, len))) {
        if ((at == all || at[-1] == ' ') && (at[len] == ' ' || at[len] == '\0'))
            return; /* named already */
        at++;
    }
    if (owners->len)
        text_putc(owners, ' ');
    text_append(owners, owner, len);
}

/* The owners on the rest of a line, joined, in *@joined; NULL when there are none. False: one of
 * them is none; GitHub leaves the whole line out then, GitLab the one. */
static enum err_code take_owners(struct owners *owners, struct line *line, const char **joined,
                                 bool *good, struct err *err)
{
    auto_text struct text text = {0};
    *joined = NULL;
    *good = true;
    for (;;) {
        struct line word = take_word(line);
        if (word.at == word.end)
            break;
        if (is_owner(&word)) {
            join_owner(&text, word.at, (size_t)(word.end - word.at));
            continue;
        }
        bool gitlab = owners->syntax == PATH_GITLAB;
        complain(owners, line,
                 gitlab ? "an owner is neither @name nor an address, and was left out"
                        : "an owner is neither @name nor an address");
        *good = gitlab;
        if (!gitlab)
            return ERR_OK;
    }
    if (text.len)
        *joined = arena_text(&owners->arena, text.data, text.len);
    return text.failed || (text.len && !*joined) ? err_nomem(err) : ERR_OK;
}

/* The section called @name, as good as new or met before. */
static enum err_code open_section(struct owners *owners, const struct line *name, size_t *section,
                                  struct err *err)
{
    size_t len = (size_t)(name->end - name->at);
    for (size_t i = 0; i < owners->section_count; i++) {
        const char *known = owners->sections[i].name;
        if (strlen(known) == len && strncasecmp(known, name->at, len) == 0) {
            *section = i;
            return ERR_OK;
        }
    }
    if (owners->section_count == OWNERS_SECTIONS_MAX)
        return err_set(err, ERR_LIMIT, "CODEOWNERS has more than %d sections", OWNERS_SECTIONS_MAX);
    struct owners_section *sections =
        arena_grow(&owners->arena, owners->sections, owners->section_count,
                   &owners->section_capacity, sizeof *sections);
    const char *copy = arena_text(&owners->arena, name->at, len);
    if (!sections || !copy)
        return err_nomem(err);
    owners->sections = sections;
    *section = owners->section_count++;
    sections[*section] = (struct owners_section){.name = copy};
    return ERR_OK;
}

static enum err_code read_rule(struct owners *owners, struct line *line, size_t index,
                               struct err *err)
{
    struct owners_section *section = &owners->sections[index];
    struct line pattern = take_word(line);
    if (pattern.at == pattern.end)
        return ERR_OK;
    if (owners->rule_count == OWNERS_RULES_MAX)
        return err_set(err, ERR_LIMIT, "CODEOWNERS has more than %d rules", OWNERS_RULES_MAX);
    const char *says;
    bool good;
    try_(take_owners(owners, line, &says, &good, err));
    if (!good)
        return ERR_OK;
    bool excludes = owners->syntax == PATH_GITLAB && *pattern.at == '!';
    pattern.at += excludes;
    struct err problem = {0};
    enum err_code code = path_list_add(
        excludes ? &section->excluded : &section->rules, &owners->arena, owners->syntax, pattern.at,
        (size_t)(pattern.end - pattern.at), says ? says : section->defaults, &problem);
    if (code == ERR_INVALID) {
        complain(owners, line, problem.message);
        return ERR_OK;
    }
    owners->rule_count++;
    return code == ERR_OK ? ERR_OK : err_nomem(err);
}

static enum err_code read_lines(struct owners *owners, const char *text, size_t len,
                                struct err *err)
{
    struct line line = {text, text, 0}, name = {"", "", 0};
    size_t section = 0;
    try_(open_section(owners, &name, &section, err));
    name = (struct line){text, text, 0};
    while (next_line(&line, text + len)) {
        struct line inner = trimmed(&line);
        if (owners->syntax == PATH_GITLAB && take_heading(&inner, &name)) {
            bool good;
            const char *defaults;
            try_(open_section(owners, &name, &section, err));
            try_(take_owners(owners, &inner, &defaults, &good, err));
            if (defaults)
                owners->sections[section].defaults = defaults;
        } else {
            try_(read_rule(owners, &inner, section, err));
        }
    }
    return ERR_OK;
}

enum err_code owners_read(struct owners *owners, const char *name, const char *text, size_t len,
                          struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF";
    *owners = (struct owners){.arena = {0}};
    if (len > OWNERS_TEXT_MAX)
        return err_set(err, ERR_LIMIT, "CODEOWNERS has %zu bytes, at most %d are taken", len,
                       OWNERS_TEXT_MAX);
    if (memchr(text, '\0', len) || !text_is_utf8(text, len))
        return err_set(err, ERR_INVALID, "CODEOWNERS is not UTF-8 text");
    if (len >= 3 && memcmp(text, mark, 3) == 0)
        text += 3, len -= 3;
    owners->syntax = syntax_of(name, text, len);
    return read_lines(owners, text, len, err);
}

void owners_free(struct owners *owners)
{
    arena_free(&owners->arena);
    *owners = (struct owners){.arena = {0}};
}

void owners_of(const struct owners *owners, const struct place *place,
               char into[OWNERS_OWNER_MAX + 1])
{
    auto_text struct text all = {0};
    into[0] = '\0';
    for (size_t i = 0; i < owners->section_count; i++) {
        const struct owners_section *section = &owners->sections[i];
        const char *says = NULL;
        enum path_found out = path_list_find(&section->excluded, place, &says);
        enum path_found found = path_list_find(&section->rules, place, &says);
        if (found == PATH_NONE || (out == PATH_FOUND && found == PATH_FOUND))
            continue;
        if (found == PATH_UNSURE || out == PATH_UNSURE)
            return;
        while (says && *says) {
            size_t len = strcspn(says, " ");
            join_owner(&all, says, len);
            says += len + (says[len] == ' ');
        }
    }
    if (text_get(&all))
        memcpy(into, text_get(&all), all.len + 1);
}

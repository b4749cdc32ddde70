/* The quick look: most lines have none of the words by which a secret is known, and no expression
 * is tried on them. A table says for three bytes, each cut to five bits, which words may begin so;
 * what is cut off makes capitals and small letters alike.
 * And the compiled rows: each at its first use, because most programs need none. */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "ingest/mask_internal.h"

enum { WORDS_MAX = 160, PLACES = 1 << 15 };

struct word {
    const char *at;
    uint64_t rows;     /* that have it */
    uint8_t len, next; /* the next that begins alike, plus one */
    bool ends;         /* it is the end of a name */
};

static struct {
    pthread_once_t once;
    uint8_t first[PLACES]; /* plus one */
    struct word words[WORDS_MAX];
    size_t count;
} index_of = {.once = PTHREAD_ONCE_INIT};

static size_t place_of(const char *at)
{
    return (size_t)((at[0] & 31) << 10 | (at[1] & 31) << 5 | (at[2] & 31));
}

static bool same_word(const struct word *word, const char *at, size_t len, bool ends)
{
    return word->len == len && word->ends == ends && memcmp(word->at, at, len) == 0;
}

static void add_word(const char *at, size_t len, uint64_t row)
{
    bool ends = at[len - 1] == '$';
    len -= ends;
    assert(len >= 3 && len <= UINT8_MAX);
    uint8_t *first = &index_of.first[place_of(at)];
    for (uint8_t i = *first; i; i = index_of.words[i - 1].next)
        if (same_word(&index_of.words[i - 1], at, len, ends)) {
            index_of.words[i - 1].rows |= row;
            return;
        }
    assert(index_of.count < WORDS_MAX);
    index_of.words[index_of.count++] =
        (struct word){.at = at, .len = (uint8_t)len, .rows = row, .next = *first, .ends = ends};
    *first = (uint8_t)index_of.count;
}

static void add_words(size_t row)
{
    const char *at = mask_builtins[row].hints;
    while (*at) {
        size_t len = strcspn(at, "|");
        add_word(at, len, (uint64_t)1 << row);
        at += len + (at[len] == '|');
    }
}

static void make_index(void)
{
    for (size_t i = 0; i < mask_builtin_count; i++)
        add_words(i);
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
}

static bool stands_at(const struct word *word, const char *at, size_t left)
{
    size_t same = 0;
    if (word->len > left)
        return false;
    while (same < word->len && small(at[same]) == word->at[same])
        same++;
    if (same < word->len || !word->ends || word->len == left)
        return same == word->len;
    char next = small(at[word->len]);
    return !(next >= 'a' && next <= 'z') && next != '_';
}

static uint64_t rows_at(const char *at, size_t left, uint8_t first)
{
    uint64_t rows = 0;
    for (const struct word *word; first; first = word->next) {
        word = &index_of.words[first - 1];
        if (word->rows & ~rows && stands_at(word, at, left))
            rows |= word->rows;
    }
    return rows;
}

uint64_t mask_hints(const char *bytes, size_t len)
{
    pthread_once(&index_of.once, make_index);
    uint64_t rows = 0;
    for (size_t i = 0; i + 3 <= len; i++) {
        uint8_t first = index_of.first[place_of(bytes + i)];
        if (first)
            rows |= rows_at(bytes + i, len - i, first);
    }
    return rows;
}

/* ---- Compiled rows ------------------------------------------------------------------------- */

static _Atomic(struct pattern *) compiled[MASK_BUILTIN_MAX];

enum err_code mask_compiled(size_t row, const struct pattern **pattern, struct err *err)
{
    struct pattern *known = atomic_load(&compiled[row]);
    if (!known) {
        struct pattern *made = NULL;
        const char *expression = mask_builtins[row].expression;
        try_(pattern_compile(expression, strlen(expression), &made, err));
        if (atomic_compare_exchange_strong(&compiled[row], &known, made))
            known = made;
        else /* another thread was faster */
            pattern_free(made);
    }
    *pattern = known;
    return ERR_OK;
}

void mask_builtin_close(void)
{
    for (size_t i = 0; i < MASK_BUILTIN_MAX; i++)
        pattern_free(atomic_exchange(&compiled[i], NULL));
}

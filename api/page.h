/* Lists a page at a time, by keyset: a cursor names the place of the last row that was shown, so
 * that what is added or taken away meanwhile shifts nothing. */
#ifndef API_PAGE_H
#define API_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "api/reply.h"
#include "api/request.h"
#include "api/values.h"

struct page {
    int64_t limit;
    uint64_t shape; /* fingerprint of the list, its filters and its order */
    /* Where the last page ended; after is false at the start, and then the rest is 0 and "". */
    bool after;
    int64_t number;   /* the place in the order, for lists that are ordered by a number */
    const char *word; /* ... or by a word */
    int64_t id;
};

/* The columns of a row that make its place; -1 for what the list is not ordered by. */
struct page_place {
    int number, word, id;
};

/* Reads `limit` and `after`. @filters names the query parameters that shape the list (ends in
 * NULL); @list and @owner (a project, or 0) tell lists apart. ERR_INVALID when the limit is out of
 * range, or the cursor is of another list or of other filters. */
enum err_code page_read(struct request *request, const char *list, int64_t owner,
                        const char *const *filters, struct page *page, struct err *err) must_check;

/* Reads `limit` alone, for what is shown a start of. */
enum err_code page_limit(struct request *request, int64_t *limit, struct err *err) must_check;

/* How many rows to ask for: one more than are shown tells whether there are more. */
int64_t page_fetch(const struct page *page);

/* Parameters of a keyset: null at the start. */
void page_params_number(const struct page *page, struct params *params);
void page_params_word(const struct page *page, struct params *params);
void page_params_id(const struct page *page, struct params *params);

/* Answers {"items": [...], "next": cursor or null} with the rows that page_fetch() asked for. */
enum err_code page_answer(struct reply *reply, const struct page *page, const struct rows *rows,
                          value_packer *pack, struct page_place place, struct err *err) must_check;

/* The same for items that are packed already; @rows are theirs. */
enum err_code page_answer_items(struct reply *reply, const struct page *page,
                                const struct rows *rows, json_t *items, struct page_place place,
                                struct err *err) must_check;

/* The cursor of a place, and back: false when @text is none of this shape. The cursor is opaque to
 * clients: base64url of "shape number id word". */
char *cursor_write(const struct page *page, struct arena *arena);
bool cursor_read(const char *text, struct arena *arena, struct page *page);

#endif

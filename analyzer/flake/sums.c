#include "analyzer/flake/sums.h"

#include <arpa/inet.h>
#include <math.h>
#include <string.h>

/* More seconds than any test takes: what is longer is cut, so that no sum runs over. */
static const float LONGEST = 1e8F;
static const float TICKS = 1048576;

void sums_free(struct sums *sums)
{
    arena_free(&sums->arena);
    sums->days = NULL;
}

static bool make_room(struct sums *sums, struct sums_day *day, int32_t max_test)
{
    size_t needed = (size_t)max_test / SUMS_CHUNK + 1;
    if (needed <= day->chunk_count)
        return true;
    struct sums_chunk **chunks = arena_zalloc(&sums->arena, needed, sizeof(struct sums_chunk *));
    if (!chunks)
        return false;
    if (day->chunk_count)
        memcpy(chunks, day->chunks, day->chunk_count * sizeof(struct sums_chunk *));
    day->chunks = chunks;
    day->chunk_count = needed;
    return true;
}

struct sums_day *sums_day(struct sums *sums, enum sums_class class, int32_t day, int32_t max_test)
{
    struct sums_day *it = sums->days;
    while (it && (it->class != class || it->day != day))
        it = it->next;
    if (!it) {
        it = arena_zalloc(&sums->arena, 1, sizeof *it);
        if (!it)
            return NULL;
        *it = (struct sums_day){.next = sums->days, .class = class, .day = day};
        sums->days = it;
    }
    return make_room(sums, it, max_test) ? it : NULL;
}

struct sums_chunk *sums_chunk(struct sums *sums, struct sums_day *day, int32_t test_id)
{
    struct sums_chunk **at = &day->chunks[test_id / SUMS_CHUNK];
    if (!*at)
        *at = arena_zalloc(&sums->arena, 1, sizeof **at);
    return *at;
}

/* What the file does not say is NaN, and fails the first comparison. */
static inline int64_t ticks_of(const unsigned char *element)
{
    uint32_t bits;
    float seconds;
    memcpy(&bits, element, sizeof bits);
    bits = ntohl(bits);
    memcpy(&seconds, &bits, sizeof seconds);
    if (!(seconds > 0))
        return 0;
    return (int64_t)((seconds < LONGEST ? seconds : LONGEST) * TICKS + 0.5F);
}

bool sums_add(struct sums *sums, struct sums_day *day, const int32_t *tests, const char *outcomes,
              const unsigned char *seconds, size_t count)
{
    enum { ELEMENT = 8, LENGTH = 4 };
    struct sums_chunk *chunk = NULL;
    int32_t number = -1;
    for (size_t i = 0; i < count; i++) {
        int32_t test = tests[i];
        size_t at = (size_t)test % SUMS_CHUNK;
        char outcome = outcomes[i];
        if (test / SUMS_CHUNK != number) {
            number = test / SUMS_CHUNK;
            chunk = sums_chunk(sums, day, test);
            if (!chunk)
                return false;
        }
        chunk->skips[at] += outcome == 's';
        chunk->runs[at] += outcome != 's';
        chunk->failures[at] += outcome == 'f' || outcome == 'e';
        chunk->flakes[at] += outcome == 'k';
        chunk->ticks[at] += ticks_of(seconds + i * ELEMENT + LENGTH);
    }
    return true;
}

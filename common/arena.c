#include "common/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/huge.h"

enum { FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 32 << 20 };

struct arena_block {
    struct arena_block *next;
    size_t pad; /* keeps what follows aligned to 16 */
};

void arena_init(struct arena *arena)
{
    memset(arena, 0, sizeof *arena);
}

void arena_free(struct arena *arena)
{
    struct arena_block *block = arena->block;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena_init(arena);
}

/* Blocks double up to a bound, so that a small report costs little and a large one few calls. */
static int add_block(struct arena *arena, size_t at_least)
{
    size_t size = arena->size ? arena->size * 2 : FIRST_BLOCK;
    if (size > LARGEST_BLOCK)
        size = LARGEST_BLOCK;
    if (size < at_least)
        size = at_least;
    if (size > SIZE_MAX - sizeof(struct arena_block))
        return -1;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return -1;
    huge_advise(block, sizeof *block + size);
    block->next = arena->block;
    arena->block = block;
    arena->used = 0;
    arena->size = size;
    arena->total += size + sizeof *block;
    return 0;
}

static void *bump(struct arena *arena, size_t size, size_t align)
{
    size_t start = (arena->used + align - 1) & ~(align - 1);
    if (!arena->block || start > arena->size || size > arena->size - start) {
        if (add_block(arena, size) != 0)
            return NULL;
        start = 0;
    }
    arena->used = start + size;
    return (char *)(arena->block + 1) + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return bump(arena, size, 16);
}

void *arena_zalloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    void *memory = arena_alloc(arena, bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
    if (len == SIZE_MAX)
        return NULL;
    char *copy = bump(arena, len + 1, 1);
    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t wanted = *capacity ? *capacity * 2 : 16, bytes;
    if (wanted <= count || __builtin_mul_overflow(wanted, size, &bytes))
        return NULL;
    void *grown = arena_alloc(arena, bytes);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *capacity = wanted;
    return grown;
}

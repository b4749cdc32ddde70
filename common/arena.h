/* An arena: many small things with one lifetime, freed together.
 * Allocation is a pointer bump; nothing is freed one by one. */
#ifndef COMMON_ARENA_H
#define COMMON_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
    struct arena_block *block; /* newest first */
    size_t used, size;         /* of the newest block */
    size_t total;              /* bytes taken from the system */
};

/* Zero bytes are a valid empty arena; this says so by name. */
void arena_init(struct arena *arena);

/* Gives everything back; the arena is empty and usable afterwards. Accepts a zeroed one. */
void arena_free(struct arena *arena);

/* @size bytes, aligned for any type, not zeroed; NULL when memory ran out. */
void *arena_alloc(struct arena *arena, size_t size);

/* @count zeroed elements of @size bytes; NULL when memory ran out or the product overflows. */
void *arena_zalloc(struct arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of @len bytes of @text; packed without padding. NULL on no memory. */
char *arena_text(struct arena *arena, const char *text, size_t len);

/* A growing array in an arena: makes room for @count + 1 elements of @size bytes, doubling
 * @capacity. Returns the (perhaps moved) array; NULL when memory ran out, array untouched. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

#endif

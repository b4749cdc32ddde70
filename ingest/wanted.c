#include "ingest/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "common/auto.h"
#include "ingest/identity.h"

enum { AHEAD = 8 /* slots that are fetched before they are looked at */ };

/* Two cases with one identity. */
struct twin {
    uint32_t later, first;
};

struct wanted {
    const struct report_case *cases;
    int32_t *ids;
    size_t case_count;
    size_t left;     /* without an id */
    uint32_t *slots; /* case, plus one; 0: free */
    size_t mask;
    struct twin *twins; /* in the order of the later ones */
    size_t twin_count, twin_capacity;
    struct arena arena;
};

/* Where @identity stands, or the free slot where it would. */
static uint32_t *slot_of(const struct wanted *wanted, const unsigned char *identity)
{
    size_t at = identity_hash(identity) & wanted->mask;
    while (wanted->slots[at] &&
           memcmp(wanted->cases[wanted->slots[at] - 1].identity.bytes, identity, 16) != 0)
        at = (at + 1) & wanted->mask;
    return &wanted->slots[at];
}

static bool add_twin(struct wanted *wanted, uint32_t later, uint32_t first)
{
    struct twin *twins = arena_grow(&wanted->arena, wanted->twins, wanted->twin_count,
                                    &wanted->twin_capacity, sizeof *twins);
    if (!twins)
        return false;
    wanted->twins = twins;
    twins[wanted->twin_count++] = (struct twin){later, first};
    return true;
}

static bool fill(struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->case_count; i++) {
        if (i + AHEAD < wanted->case_count)
            __builtin_prefetch(
                &wanted
                     ->slots[identity_hash(wanted->cases[i + AHEAD].identity.bytes) & wanted->mask],
                1);
        if (wanted->ids[i] != 0)
            continue;
        uint32_t *slot = slot_of(wanted, wanted->cases[i].identity.bytes);
        if (*slot == 0) {
            *slot = (uint32_t)i + 1;
            wanted->left++;
        } else if (!add_twin(wanted, (uint32_t)i, *slot - 1)) {
            return false;
        }
    }
    return true;
}

enum err_code wanted_new(const struct report_case *cases, int32_t *ids, size_t count,
                         struct wanted **out, struct err *err)
{
    size_t unknown = 0, size = 64;
    for (size_t i = 0; i < count; i++)
        unknown += ids[i] == 0;
    while (size < unknown + unknown / 2)
        size *= 2;
    struct wanted *wanted = calloc(1, sizeof *wanted);
    if (!wanted)
        return err_nomem(err);
    wanted->cases = cases;
    wanted->ids = ids;
    wanted->case_count = count;
    wanted->mask = size - 1;
    wanted->slots = calloc(size, sizeof *wanted->slots);
    if (!wanted->slots || !fill(wanted)) {
        wanted_free(wanted);
        return err_nomem(err);
    }
    *out = wanted;
    return ERR_OK;
}

void wanted_free(struct wanted *wanted)
{
    if (!wanted)
        return;
    arena_free(&wanted->arena);
    free(wanted->slots);
    free(wanted);
}

size_t wanted_count(const struct wanted *wanted)
{
    return wanted->left;
}

void wanted_match(struct wanted *wanted, int32_t first_id, const unsigned char *identities,
                  size_t count)
{
    for (size_t i = 0; i < count && wanted->left > 0; i++) {
        const unsigned char *identity = identities + 16 * i;
        if (i + AHEAD < count)
            __builtin_prefetch(
                &wanted->slots[identity_hash(identity + (size_t)16 * AHEAD) & wanted->mask]);
        uint32_t *slot = slot_of(wanted, identity);
        if (*slot == 0 || wanted->ids[*slot - 1] != 0)
            continue;
        wanted->ids[*slot - 1] = first_id + (int32_t)i;
        wanted->left--;
    }
}

/* Whether a case is the later of two that have one identity. */
static bool is_twin(const struct wanted *wanted, size_t at, size_t *next_twin)
{
    if (*next_twin == wanted->twin_count || wanted->twins[*next_twin].later != at)
        return false;
    ++*next_twin;
    return true;
}

void wanted_name(struct wanted *wanted, int32_t next, uint32_t *places)
{
    size_t named = 0, twin = 0;
    for (size_t i = 0; i < wanted->case_count && wanted->left > 0; i++) {
        if (is_twin(wanted, i, &twin) || wanted->ids[i] != 0)
            continue;
        wanted->ids[i] = next + (int32_t)named;
        if (places)
            places[named] = (uint32_t)i;
        named++;
        wanted->left--;
    }
}

void wanted_forget(struct wanted *wanted, int32_t next)
{
    for (size_t i = 0; i < wanted->case_count; i++) {
        if (wanted->ids[i] < next)
            continue;
        wanted->ids[i] = 0;
        wanted->left++;
    }
}

void wanted_settle(struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->twin_count; i++)
        wanted->ids[wanted->twins[i].later] = wanted->ids[wanted->twins[i].first];
}

#define XXH_INLINE_ALL
#include "ingest/labels.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "ingest/test_place.h"

enum { FIRST_SLOTS = 64 };

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static size_t hash_of(const struct labels *labels)
{
    const char *texts[] = {labels->owner, labels->layer, labels->population};
    uint64_t hash = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        hash = XXH3_64bits_withSeed(texts[i] ? texts[i] : "", texts[i] ? strlen(texts[i]) : 0,
                                    hash + i);
    return hash;
}

static size_t slot_of(const struct label_table *table, const struct labels *labels)
{
    size_t at = hash_of(labels) & (table->slot_count - 1);
    for (; table->slots[at]; at = (at + 1) & (table->slot_count - 1)) {
        const struct labels *row = &table->rows[table->slots[at] - 1];
        if (same(row->owner, labels->owner) && same(row->layer, labels->layer) &&
            same(row->population, labels->population))
            break;
    }
    return at;
}

static bool grow_slots(struct label_table *table)
{
    size_t count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (!slots)
        return false;
    free(table->slots);
    table->slots = slots;
    table->slot_count = count;
    for (size_t i = 0; i < table->count; i++)
        slots[slot_of(table, &table->rows[i])] = (uint32_t)i + 1;
    return true;
}

/* The place of @labels in the table, added when it is new. Only the owner needs a copy. */
static enum err_code enter(struct label_table *table, const struct labels *labels, int32_t *place,
                           struct err *err)
{
    if (table->count * 2 >= table->slot_count && !grow_slots(table))
        return err_nomem(err);
    size_t slot = slot_of(table, labels);
    if (!table->slots[slot]) {
        struct labels *rows =
            arena_grow(&table->arena, table->rows, table->count, &table->capacity, sizeof *rows);
        const char *owner =
            labels->owner ? arena_text(&table->arena, labels->owner, strlen(labels->owner)) : NULL;
        if (!rows || (labels->owner && !owner))
            return err_nomem(err);
        table->rows = rows;
        rows[table->count] = *labels;
        rows[table->count++].owner = owner;
        table->slots[slot] = (uint32_t)table->count;
    }
    *place = (int32_t)table->slots[slot];
    return ERR_OK;
}

/* What paths say: kept from case to case, as those of one file mostly follow each other. */
struct by_path {
    struct test_place at;
    struct labels rules, owners; /* owners: only the owner */
    char text[OWNERS_OWNER_MAX + 1];
};

static const char *by_rule(const struct path_rules *rules, enum label label,
                           const struct place *place)
{
    const char *says = NULL;
    return path_list_find(&rules->lists[label], place, &says) == PATH_FOUND ? says : NULL;
}

static void ask_paths(struct by_path *by, const struct label_sources *sources)
{
    const struct place *place = &by->at.place;
    by->rules = by->owners = (struct labels){NULL, NULL, NULL};
    if (sources->rules)
        by->rules = (struct labels){by_rule(sources->rules, LABEL_OWNER, place),
                                    by_rule(sources->rules, LABEL_LAYER, place),
                                    by_rule(sources->rules, LABEL_POPULATION, place)};
    if (sources->owners) {
        owners_of(sources->owners, place, by->text);
        by->owners.owner = by->text[0] ? by->text : NULL;
    }
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a ? a : b ? b : c;
}

static struct labels settle(const struct by_path *by, const struct label_sources *sources,
                            const struct labels *told)
{
    return (struct labels){
        first_of(told->owner, by->rules.owner, by->owners.owner),
        first_of(told->layer, sources->layer, by->rules.layer),
        first_of(told->population, sources->population, by->rules.population),
    };
}

static enum err_code find_all(const struct report *report, const struct label_sources *sources,
                              struct label_table *table, struct by_path *by, struct err *err)
{
    static const struct labels nothing = {NULL, NULL, NULL};
    const struct labels *told = &nothing, *told_before = NULL;
    bool paths = sources->rules || sources->owners;
    for (size_t i = 0, label = 0; i < report->case_count; i++) {
        bool moved = false;
        if (paths) {
            try_(test_place_find(&by->at, report, &report->cases[i], &moved, err));
            if (moved)
                ask_paths(by, sources);
        }
        bool labelled = label < report->label_count && report->labels[label].case_index == i;
        told = labelled ? report->labels[label].labels : &nothing;
        label += labelled;
        if (i && !moved && told == told_before) {
            table->of_case[i] = table->of_case[i - 1];
            continue;
        }
        told_before = told;
        struct labels labels = settle(by, sources, told);
        try_(enter(table, &labels, &table->of_case[i], err));
    }
    return ERR_OK;
}

enum err_code labels_find(const struct report *report, const struct label_sources *sources,
                          struct label_table *table, struct err *err)
{
    struct by_path by = {.text = ""};
    *table = (struct label_table){.of_case = calloc(report->case_count + 1, sizeof(int32_t))};
    if (!table->of_case)
        return err_nomem(err);
    enum err_code code = find_all(report, sources, table, &by, err);
    test_place_free(&by.at);
    return code;
}

void label_table_free(struct label_table *table)
{
    arena_free(&table->arena);
    free(table->of_case);
    free(table->slots);
    *table = (struct label_table){.of_case = NULL};
}

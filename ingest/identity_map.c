/* A project is an array of identities by id and a hash table of ids: two looks a test, and some 25
 * bytes. Its array goes on without a gap in what is known: a project is remembered from its first
 * test to some last one, so that what is missed is either beyond that or new. */
#include "ingest/identity_map.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/db.h"
#include "ingest/identity.h"

enum {
    AT_ONCE = 4096 /* cases under one hold of the lock */,
    AHEAD = 8,
    FIRST_TESTS = 1024,
    LISTS = 2048 /* of all projects; one a place: of two that fall on the same, the later stays */
};

struct known_list {
    unsigned char hash[16];
    int64_t list_id;
    int32_t project_id; /* 0: none */
};

struct project {
    struct project *next_project; /* the one used before it */
    int32_t project_id;
    bool too_large; /* it alone would be over the bound: none of it is kept */
    int32_t next;   /* ids below it are remembered, or there is no such test */
    size_t tests, capacity;
    unsigned char (*identities)[16]; /* by id - 1 */
    int32_t *slots;                  /* ids; 0: free */
    size_t mask;
};

struct identity_map {
    pthread_mutex_t lock;
    struct project *projects; /* used last, first */
    size_t max_tests, tests;
    unsigned breaks;
    uint64_t hits, misses;
    struct known_list lists[LISTS];
};

enum err_code identity_map_new(size_t max_tests, struct identity_map **out, struct err *err)
{
    struct identity_map *map = calloc(1, sizeof *map);
    if (!map)
        return err_nomem(err);
    pthread_mutex_init(&map->lock, NULL);
    map->max_tests = max_tests;
    map->breaks = db_breaks();
    *out = map;
    return ERR_OK;
}

/* Keeps the project itself, so that it is known to be too large. */
static void empty(struct identity_map *map, struct project *project)
{
    map->tests -= project->tests;
    free(project->identities);
    free(project->slots);
    *project = (struct project){
        .next_project = project->next_project, .project_id = project->project_id, .next = 1};
}

static void forget(struct identity_map *map, struct project **place)
{
    struct project *project = *place;
    empty(map, project);
    *place = project->next_project;
    free(project);
}

static void forget_all(struct identity_map *map)
{
    while (map->projects)
        forget(map, &map->projects);
    memset(map->lists, 0, sizeof map->lists);
}

void identity_map_free(struct identity_map *map)
{
    if (!map)
        return;
    forget_all(map);
    pthread_mutex_destroy(&map->lock);
    free(map);
}

static void forget_broken(struct identity_map *map)
{
    if (map->breaks == db_breaks())
        return;
    forget_all(map);
    map->breaks = db_breaks();
}

/* The project, moved to the front; NULL when nothing is remembered of it. */
static struct project *find(struct identity_map *map, int32_t project_id)
{
    forget_broken(map);
    struct project **place = &map->projects;
    while (*place && (*place)->project_id != project_id)
        place = &(*place)->next_project;
    struct project *project = *place;
    if (!project)
        return NULL;
    *place = project->next_project;
    project->next_project = map->projects;
    map->projects = project;
    return project;
}

static size_t slot_of(const struct project *project, const unsigned char *identity)
{
    size_t at = identity_hash(identity) & project->mask;
    while (project->slots[at] &&
           memcmp(project->identities[project->slots[at] - 1], identity, 16) != 0)
        at = (at + 1) & project->mask;
    return at;
}

/* ---- getting ------------------------------------------------------------------------------- */

static void get_batch(struct identity_map *map, int32_t project_id, const struct report_case *cases,
                      size_t count, int32_t *ids, int32_t *next)
{
    memset(ids, 0, count * sizeof *ids);
    pthread_mutex_lock(&map->lock);
    const struct project *project = find(map, project_id);
    size_t hits = 0;
    for (size_t i = 0; project && project->slots && i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(
                &project->slots[identity_hash(cases[i + AHEAD].identity.bytes) & project->mask]);
        ids[i] = project->slots[slot_of(project, cases[i].identity.bytes)];
        hits += ids[i] != 0;
    }
    int32_t here = project ? project->next : 1;
    *next = here < *next ? here : *next;
    map->hits += hits;
    map->misses += count - hits;
    pthread_mutex_unlock(&map->lock);
}

void identity_map_get(struct identity_map *map, int32_t project_id, const struct report_case *cases,
                      size_t count, int32_t *ids, struct identity_place *place)
{
    *place = (struct identity_place){.next = map ? INT32_MAX : 1, .breaks = db_breaks()};
    if (!map) {
        memset(ids, 0, count * sizeof *ids);
        return;
    }
    for (size_t first = 0; first == 0 || first < count; first += AT_ONCE) {
        size_t batch = count - first < AT_ONCE ? count - first : AT_ONCE;
        /* a report without cases has no place to count from */
        get_batch(map, project_id, first ? cases + first : cases, batch, first ? ids + first : ids,
                  &place->next);
    }
}

/* ---- putting ------------------------------------------------------------------------------- */

static bool is_gap(const struct project *project, int32_t id)
{
    static const unsigned char none[16];
    return memcmp(project->identities[id - 1], none, sizeof none) == 0;
}

static bool grow(struct project *project, size_t wanted)
{
    size_t capacity = project->capacity + project->capacity / 2 + FIRST_TESTS;
    capacity = capacity < wanted ? wanted : capacity;
    size_t size = FIRST_TESTS;
    while (size < capacity + capacity / 2)
        size *= 2;
    void *identities = realloc(project->identities, capacity * sizeof *project->identities);
    if (!identities)
        return false;
    project->identities = identities;
    int32_t *slots = project->slots;
    if (!slots || size > project->mask + 1) {
        slots = calloc(size, sizeof *slots);
        if (!slots)
            return false;
        free(project->slots);
        project->slots = slots;
        project->mask = size - 1;
        for (int32_t id = 1; id < project->next; id++)
            if (!is_gap(project, id))
                slots[slot_of(project, project->identities[id - 1])] = id;
    }
    project->capacity = capacity;
    return true;
}

/* Room for ids up to @end, if need be at the cost of other projects. */
static bool make_room(struct identity_map *map, struct project *project, size_t end)
{
    if (end > map->max_tests) {
        empty(map, project);
        project->too_large = true;
        return false;
    }
    size_t more = end - project->tests;
    while (map->tests + more > map->max_tests) {
        struct project **last = &project->next_project;
        if (!*last)
            return false;
        while ((*last)->next_project)
            last = &(*last)->next_project;
        forget(map, last);
    }
    if (end > project->capacity && !grow(project, end))
        return false;
    memset(project->identities[project->tests], 0, more * sizeof *project->identities);
    project->tests = end;
    map->tests += more;
    return true;
}

static void put_batch(struct identity_map *map, int32_t project_id,
                      const struct identity_place *place, int32_t first_id,
                      const unsigned char *identities, size_t count)
{
    struct project *project = find(map, project_id);
    if (place->breaks != map->breaks)
        return;
    if (!project && place->next == 1 && (project = calloc(1, sizeof *project))) {
        *project =
            (struct project){.next_project = map->projects, .project_id = project_id, .next = 1};
        map->projects = project;
    }
    int32_t end = first_id + (int32_t)count;
    if (!project || project->too_large || place->next > project->next || end <= project->next ||
        !make_room(map, project, (size_t)end - 1))
        return;
    for (size_t i = 0; i < count; i++) {
        int32_t id = first_id + (int32_t)i;
        if (id < project->next)
            continue;
        memcpy(project->identities[id - 1], identities + 16 * i, 16);
        project->slots[slot_of(project, identities + 16 * i)] = id;
    }
    project->next = end;
}

void identity_map_put(struct identity_map *map, int32_t project_id, struct identity_place *place,
                      int32_t first_id, const unsigned char *identities, size_t count)
{
    for (size_t first = 0; first < count; first += AT_ONCE) {
        size_t batch = count - first < AT_ONCE ? count - first : AT_ONCE;
        int32_t id = first_id + (int32_t)first;
        if (map) {
            pthread_mutex_lock(&map->lock);
            put_batch(map, project_id, place, id, identities + 16 * first, batch);
            pthread_mutex_unlock(&map->lock);
        }
        place->next = id + (int32_t)batch;
    }
}

/* ---- lists --------------------------------------------------------------------------------- */

static struct known_list *list_place(struct identity_map *map, int32_t project_id,
                                     const unsigned char hash[16])
{
    return &map->lists[(identity_hash(hash) + (uint32_t)project_id) % LISTS];
}

/* False when one of the tests is not remembered. */
static bool pick(const struct project *project, const struct report_case *cases,
                 const uint32_t *places, size_t count, int32_t *ids)
{
    if (count > 0 && (!project || !project->slots))
        return false;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *identity = cases[places[i]].identity.bytes;
        ids[places[i]] = project->slots[slot_of(project, identity)];
        if (!ids[places[i]])
            return false;
    }
    return true;
}

int64_t identity_map_list(struct identity_map *map, int32_t project_id,
                          const unsigned char hash[16], const struct report_case *cases,
                          const uint32_t *places, size_t count, int32_t *ids)
{
    if (!map || count > AT_ONCE)
        return 0;
    pthread_mutex_lock(&map->lock);
    const struct project *project = find(map, project_id);
    const struct known_list *list = list_place(map, project_id, hash);
    bool known = list->project_id == project_id && memcmp(list->hash, hash, 16) == 0 &&
                 pick(project, cases, places, count, ids);
    int64_t list_id = known ? list->list_id : 0;
    map->hits += known ? count : 0;
    pthread_mutex_unlock(&map->lock);
    return list_id;
}

void identity_map_put_list(struct identity_map *map, int32_t project_id,
                           const unsigned char hash[16], int64_t list_id, unsigned breaks)
{
    if (!map)
        return;
    pthread_mutex_lock(&map->lock);
    forget_broken(map);
    if (breaks == map->breaks) {
        struct known_list *list = list_place(map, project_id, hash);
        *list = (struct known_list){.list_id = list_id, .project_id = project_id};
        memcpy(list->hash, hash, 16);
    }
    pthread_mutex_unlock(&map->lock);
}

struct identity_map_counts identity_map_counts(struct identity_map *map)
{
    pthread_mutex_lock(&map->lock);
    struct identity_map_counts counts = {map->hits, map->misses, map->tests};
    pthread_mutex_unlock(&map->lock);
    return counts;
}

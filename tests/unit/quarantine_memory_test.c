/* Lists that are answered from memory: never an old one, never too many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/quarantine_memory.h"
#include "api/reply_internal.h"

enum { NOW = 1000, LATER = 2000 };

struct room {
    struct quarantine_memory *memory;
    struct arena arena;
};

static int begin(void **state)
{
    static struct room room;
    struct err err = {0};
    memset(&room, 0, sizeof room);
    *state = &room;
    return quarantine_memory_new(4096, &room.memory, &err) != ERR_OK;
}

static int end(void **state)
{
    struct room *room = *state;
    quarantine_memory_free(room->memory);
    arena_free(&room->arena);
    return 0;
}

static void look(struct room *room, int32_t project, int64_t version, struct quarantine_look *at)
{
    quarantine_memory_look(room->memory, project, at);
    at->version = version;
    quarantine_memory_seen(room->memory, project, at);
}

static void keep(struct room *room, int32_t project, const char *query, const char *body,
                 int64_t version, int64_t good_until)
{
    struct quarantine_look at;
    struct reply reply;
    struct err err = {0};
    struct quarantine_key key = {.project_id = project, .query = query};
    look(room, project, version, &at);
    reply_init(&reply, &room->arena);
    assert_int_equal(reply_bytes(&reply, 200, "text/plain", body, strlen(body), &err), ERR_OK);
    quarantine_memory_keep(room->memory, &key, &at, good_until, &reply);
    reply_reset(&reply);
}

/* True when the list comes from memory, and is @body. */
static bool has(struct room *room, int32_t project, const char *query, const char *body,
                int64_t now)
{
    struct reply reply;
    struct quarantine_key key = {.project_id = project, .query = query};
    reply_init(&reply, &room->arena);
    bool found = quarantine_memory_recall(room->memory, &key, now, false, &reply);
    if (found) {
        assert_int_equal(reply.len, strlen(body));
        assert_memory_equal(reply.bytes, body, reply.len);
        assert_int_equal(reply.etag[0], '"');
    }
    reply_reset(&reply);
    return found;
}

static void a_list_is_answered_as_it_was_kept(void **state)
{
    struct room *room = *state;
    assert_false(has(room, 1, "", "", NOW));
    keep(room, 1, "format=go", "one", 7, LATER);
    assert_true(has(room, 1, "format=go", "one", NOW));
    assert_false(has(room, 1, "", "", NOW));
    assert_false(has(room, 2, "format=go", "", NOW));
}

static void a_change_of_this_server_ends_it_at_once(void **state)
{
    struct room *room = *state;
    struct quarantine_look at;
    keep(room, 1, "", "one", 7, LATER);
    quarantine_memory_changed(room->memory, 1);
    assert_false(has(room, 1, "", "", NOW));
    look(room, 1, 8, &at);
    assert_false(has(room, 1, "", "", NOW));
    keep(room, 1, "", "two", 8, LATER);
    assert_true(has(room, 1, "", "two", NOW));
}

static void a_change_that_was_none_leaves_it(void **state)
{
    struct room *room = *state;
    struct quarantine_look at;
    keep(room, 1, "", "one", 7, LATER);
    quarantine_memory_changed(room->memory, 1);
    look(room, 1, 7, &at);
    assert_true(has(room, 1, "", "one", NOW));
}

static void a_look_from_before_a_change_says_nothing(void **state)
{
    struct room *room = *state;
    struct quarantine_look at;
    keep(room, 1, "", "one", 7, LATER);
    quarantine_memory_look(room->memory, 1, &at);
    at.version = 7;
    quarantine_memory_changed(room->memory, 1);
    quarantine_memory_seen(room->memory, 1, &at);
    assert_false(has(room, 1, "", "", NOW));
}

static void a_review_date_ends_it(void **state)
{
    struct room *room = *state;
    keep(room, 1, "", "one", 7, LATER);
    assert_false(has(room, 1, "", "", LATER));
}

static void projects_of_one_place_never_get_each_others(void **state)
{
    struct room *room = *state;
    keep(room, 1, "", "one", 7, LATER);
    keep(room, 1025, "", "other", 7, LATER);
    assert_true(has(room, 1025, "", "other", NOW));
    assert_false(has(room, 1, "", "", NOW));
}

static void what_was_not_used_longest_goes_first(void **state)
{
    struct room *room = *state;
    char body[1001], query[8];
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    for (int i = 0; i < 6; i++) {
        snprintf(query, sizeof query, "q=%d", i);
        keep(room, 1, query, body, 7, LATER);
        assert_true(has(room, 1, "q=0", body, NOW));
    }
    assert_false(has(room, 1, "q=1", "", NOW));
    assert_true(has(room, 1, "q=5", body, NOW));
}

static void what_is_large_is_not_kept(void **state)
{
    struct room *room = *state;
    char body[2001];
    memset(body, 'x', sizeof body - 1);
    body[sizeof body - 1] = '\0';
    keep(room, 1, "", body, 7, LATER);
    assert_false(has(room, 1, "", "", NOW));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_list_is_answered_as_it_was_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_change_of_this_server_ends_it_at_once, begin, end),
        cmocka_unit_test_setup_teardown(a_change_that_was_none_leaves_it, begin, end),
        cmocka_unit_test_setup_teardown(a_look_from_before_a_change_says_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_review_date_ends_it, begin, end),
        cmocka_unit_test_setup_teardown(projects_of_one_place_never_get_each_others, begin, end),
        cmocka_unit_test_setup_teardown(what_was_not_used_longest_goes_first, begin, end),
        cmocka_unit_test_setup_teardown(what_is_large_is_not_kept, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is remembered of tests: never wrong, never without a bound, whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/identity_map.h"
#include "ingest/wanted.h"

enum { TESTS = 10000, PROJECT = 7 };

static struct report_case cases[TESTS];
static unsigned char identities[TESTS][16];
static int32_t ids[TESTS];

/* The test with id @id, as good as random. */
static void make_identity(int32_t id, unsigned char out[16])
{
    uint64_t a = (uint64_t)id * 0x9e3779b97f4a7c15u, b = a ^ (a >> 29);
    memcpy(out, &a, 8);
    memcpy(out + 8, &b, 8);
}

static int make_all(void **state)
{
    (void)state;
    memset(cases, 0, sizeof cases);
    for (int32_t i = 0; i < TESTS; i++) {
        make_identity(i + 1, identities[i]);
        memcpy(cases[TESTS - 1 - i].identity.bytes, identities[i], 16);
    }
    return 0;
}

static struct identity_map *new_map(size_t max)
{
    struct identity_map *map;
    struct err err = {0};
    assert_int_equal(identity_map_new(max, &map, &err), ERR_OK);
    return map;
}

/* Puts the tests [@from, @to) as one who has read everything before them. */
static void put(struct identity_map *map, int32_t project, int32_t from, int32_t to)
{
    struct identity_place place;
    identity_map_get(map, project, cases, 0, ids, &place);
    place.next = from;
    identity_map_put(map, project, &place, from, identities[from - 1], (size_t)(to - from));
    assert_int_equal(place.next, to);
}

static struct identity_place get(struct identity_map *map, int32_t project)
{
    struct identity_place place;
    identity_map_get(map, project, cases, TESTS, ids, &place);
    return place;
}

static void what_was_put_is_found_in_any_order(void **state)
{
    (void)state;
    struct identity_map *map = new_map(TESTS);
    assert_int_equal(get(map, PROJECT).next, 1);
    put(map, PROJECT, 1, 6001);
    put(map, PROJECT, 6001, 9001);
    assert_int_equal(get(map, PROJECT).next, 9001);
    for (int32_t i = 0; i < TESTS; i++)
        assert_int_equal(ids[TESTS - 1 - i], i < 9000 ? i + 1 : 0);
    assert_int_equal(identity_map_counts(map).hits, 9000);
    assert_int_equal(identity_map_counts(map).misses, TESTS + 1000);
    assert_int_equal(identity_map_counts(map).tests, 9000);
    identity_map_free(map);
}

static void what_does_not_follow_is_left_out(void **state)
{
    (void)state;
    struct identity_map *map = new_map(TESTS);
    put(map, PROJECT, 1, 101);
    put(map, PROJECT, 201, 301);
    assert_int_equal(get(map, PROJECT).next, 101);
    assert_int_equal(ids[TESTS - 201], 0);
    put(map, PROJECT, 51, 301); /* what overlaps goes on */
    assert_int_equal(get(map, PROJECT).next, 301);
    assert_int_equal(ids[TESTS - 201], 201);
    identity_map_free(map);
}

static void a_gap_that_was_seen_is_no_test(void **state)
{
    (void)state;
    struct identity_map *map = new_map(TESTS);
    struct identity_place place = get(map, PROJECT);
    identity_map_put(map, PROJECT, &place, 1, identities[0], 100);
    identity_map_put(map, PROJECT, &place, 2001, identities[2000], 5000);
    put(map, PROJECT, 7001, 9001);
    assert_int_equal(get(map, PROJECT).next, 9001);
    assert_int_equal(ids[TESTS - 100], 100);
    assert_int_equal(ids[TESTS - 101], 0);
    assert_int_equal(ids[TESTS - 2001], 2001);
    assert_int_equal(ids[TESTS - 9000], 9000);
    identity_map_free(map);
}

static void the_project_used_longest_ago_makes_room(void **state)
{
    (void)state;
    struct identity_map *map = new_map(1000);
    put(map, 1, 1, 401);
    put(map, 2, 1, 401);
    get(map, 1);
    put(map, 3, 1, 401);
    assert_int_equal(get(map, 1).next, 401);
    assert_int_equal(get(map, 2).next, 1);
    assert_int_equal(get(map, 3).next, 401);
    assert_int_equal(identity_map_counts(map).tests, 800);
    identity_map_free(map);
}

static void a_project_over_the_bound_is_not_kept(void **state)
{
    (void)state;
    struct identity_map *map = new_map(1000);
    put(map, 1, 1, 401);
    put(map, 2, 1, 901);
    put(map, 2, 901, 1101);
    assert_int_equal(get(map, 2).next, 1);
    assert_int_equal(identity_map_counts(map).tests, 0);
    put(map, 2, 1, 101); /* and not tried again */
    assert_int_equal(identity_map_counts(map).tests, 0);
    identity_map_free(map);
}

static void a_place_from_before_a_break_says_nothing(void **state)
{
    (void)state;
    struct identity_map *map = new_map(TESTS);
    struct identity_place place = get(map, PROJECT);
    place.breaks++;
    identity_map_put(map, PROJECT, &place, 1, identities[0], 100);
    assert_int_equal(get(map, PROJECT).next, 1);
    identity_map_free(map);
}

static void a_list_is_found_while_its_tests_are(void **state)
{
    (void)state;
    struct identity_map *map = new_map(TESTS);
    const unsigned char *hash = identities[41], *other = identities[42];
    const uint32_t places[] = {TESTS - 1, TESTS - 100}, unknown[] = {TESTS - 1, TESTS - 101};
    put(map, PROJECT, 1, 101);
    assert_int_equal(identity_map_list(map, PROJECT, hash, cases, places, 2, ids), 0);
    unsigned breaks = get(map, PROJECT).breaks;
    identity_map_put_list(map, PROJECT, hash, 5, breaks);
    memset(ids, 0, sizeof ids);
    assert_int_equal(identity_map_list(map, PROJECT, hash, cases, places, 2, ids), 5);
    assert_int_equal(ids[TESTS - 1], 1);
    assert_int_equal(ids[TESTS - 100], 100);
    assert_int_equal(ids[TESTS - 2], 0);
    assert_int_equal(identity_map_list(map, PROJECT, hash, cases, unknown, 2, ids), 0);
    assert_int_equal(identity_map_list(map, PROJECT, hash, cases, NULL, 0, ids), 5);
    assert_int_equal(identity_map_list(map, PROJECT, other, cases, places, 2, ids), 0);
    assert_int_equal(identity_map_list(map, PROJECT + 1, hash, cases, NULL, 0, ids), 0);
    identity_map_put_list(map, PROJECT, other, 6, breaks + 1); /* read before a break */
    assert_int_equal(identity_map_list(map, PROJECT, other, cases, places, 2, ids), 0);
    assert_int_equal(identity_map_list(NULL, PROJECT, hash, cases, places, 2, ids), 0);
    identity_map_put_list(NULL, PROJECT, hash, 5, breaks);
    identity_map_free(map);
}

static struct wanted *new_wanted(size_t count)
{
    struct wanted *wanted;
    struct err err = {0};
    memset(ids, 0, sizeof ids);
    assert_int_equal(wanted_new(cases, ids, count, &wanted, &err), ERR_OK);
    return wanted;
}

static void wanted_tests_are_found_and_the_rest_is_named(void **state)
{
    (void)state;
    static uint32_t places[TESTS];
    struct wanted *wanted = new_wanted(TESTS);
    wanted_match(wanted, 1, identities[0], 6000);
    assert_int_equal(wanted_count(wanted), 4000);
    wanted_name(wanted, 6001, places);
    assert_int_equal(wanted_count(wanted), 0);
    assert_int_equal(places[0], 0);
    assert_int_equal(ids[0], 6001); /* in the order of the cases */
    assert_int_equal(ids[3999], 10000);
    assert_int_equal(ids[TESTS - 1], 1);
    wanted_forget(wanted, 6001);
    assert_int_equal(wanted_count(wanted), 4000);
    assert_int_equal(ids[0], 0);
    assert_int_equal(ids[TESTS - 1], 1);
    wanted_free(wanted);
}

static void an_identity_twice_in_a_report_is_one_test(void **state)
{
    (void)state;
    uint32_t places[3];
    cases[1].identity = cases[0].identity;
    cases[3].identity = cases[0].identity;
    struct wanted *wanted = new_wanted(5);
    assert_int_equal(wanted_count(wanted), 3);
    wanted_name(wanted, 41, places);
    wanted_settle(wanted);
    const int32_t expected[] = {41, 41, 42, 41, 43};
    assert_memory_equal(ids, expected, sizeof expected);
    assert_int_equal(places[2], 4);
    wanted_free(wanted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_was_put_is_found_in_any_order, make_all),
        cmocka_unit_test_setup(what_does_not_follow_is_left_out, make_all),
        cmocka_unit_test_setup(a_gap_that_was_seen_is_no_test, make_all),
        cmocka_unit_test_setup(the_project_used_longest_ago_makes_room, make_all),
        cmocka_unit_test_setup(a_project_over_the_bound_is_not_kept, make_all),
        cmocka_unit_test_setup(a_place_from_before_a_break_says_nothing, make_all),
        cmocka_unit_test_setup(a_list_is_found_while_its_tests_are, make_all),
        cmocka_unit_test_setup(wanted_tests_are_found_and_the_rest_is_named, make_all),
        cmocka_unit_test_setup(an_identity_twice_in_a_report_is_one_test, make_all),
    };
    return cmocka_run_group_tests_name("identity_map", tests, NULL, NULL);
}

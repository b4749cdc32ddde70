/* The arena: what it gives out is apart, aligned, zeroed where promised, and given back at once. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "common/arena.h"

static void test_free_of_an_empty_one(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    arena_free(&arena);
    arena_free(&arena);
    assert_null(arena.block);
}

static void test_alloc_is_aligned_after_odd_texts(void **state)
{
    (void)state;
    struct arena arena = {0};
    for (size_t i = 1; i < 200; i++) {
        assert_non_null(arena_text(&arena, "x", 1));
        void *place = arena_alloc(&arena, i);
        assert_non_null(place);
        assert_int_equal((uintptr_t)place % alignof(max_align_t), 0);
    }
    arena_free(&arena);
}

static void test_places_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 3000, SIZE = 37 };
    struct arena arena = {0};
    static unsigned char *places[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        places[i] = arena_alloc(&arena, SIZE);
        assert_non_null(places[i]);
        memset(places[i], (int)(i % 251), SIZE);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < SIZE; j++)
            assert_int_equal(places[i][j], i % 251);
    arena_free(&arena);
}

static void test_larger_than_a_block(void **state)
{
    (void)state;
    enum { LARGE = 9 << 20 };
    struct arena arena = {0};
    char *small = arena_text(&arena, "before", 6);
    char *large = arena_alloc(&arena, LARGE);
    assert_non_null(large);
    memset(large, 1, LARGE);
    assert_string_equal(small, "before");
    assert_true(arena.total >= LARGE);
    assert_non_null(arena_alloc(&arena, 1));
    arena_free(&arena);
    assert_int_equal(arena.total, 0);
}

static void test_zalloc_is_zeroed_even_in_used_memory(void **state)
{
    (void)state;
    struct arena arena = {0};
    char *dirty = arena_alloc(&arena, 8000);
    memset(dirty, 0xAA, 8000);
    arena_free(&arena);
    char *clean = arena_zalloc(&arena, 1000, 8);
    assert_non_null(clean);
    for (size_t i = 0; i < 8000; i++)
        assert_int_equal(clean[i], 0);
    arena_free(&arena);
}

static void test_sizes_that_cannot_be_are_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    assert_null(arena_zalloc(&arena, SIZE_MAX / 2, 3));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_text(&arena, "", SIZE_MAX));
    assert_non_null(arena_alloc(&arena, 1));
    assert_null(arena_alloc(&arena, SIZE_MAX - 8));
    arena_free(&arena);
}

static void test_text_is_a_copy_with_its_end(void **state)
{
    (void)state;
    struct arena arena = {0};
    char from[] = "copied";
    char *copy = arena_text(&arena, from, 4);
    from[0] = 'X';
    assert_string_equal(copy, "copi");
    assert_string_equal(arena_text(&arena, NULL, 0), "");
    arena_free(&arena);
}

static void test_grow_keeps_what_was_there(void **state)
{
    (void)state;
    struct arena arena = {0};
    size_t capacity = 0;
    uint32_t *numbers = NULL;
    for (uint32_t i = 0; i < 10000; i++) {
        numbers = arena_grow(&arena, numbers, i, &capacity, sizeof *numbers);
        assert_non_null(numbers);
        assert_true(capacity > i);
        numbers[i] = i;
    }
    for (uint32_t i = 0; i < 10000; i++)
        assert_int_equal(numbers[i], i);
    arena_free(&arena);
}

static void test_grow_past_all_memory_leaves_the_array(void **state)
{
    (void)state;
    struct arena arena = {0};
    size_t capacity = SIZE_MAX / 2 + 1;
    char array[1] = "x";
    assert_null(arena_grow(&arena, array, capacity, &capacity, 1));
    capacity = SIZE_MAX / 8;
    assert_null(arena_grow(&arena, array, capacity, &capacity, 16));
    assert_int_equal(capacity, SIZE_MAX / 8);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_free_of_an_empty_one),
        cmocka_unit_test(test_alloc_is_aligned_after_odd_texts),
        cmocka_unit_test(test_places_do_not_overlap),
        cmocka_unit_test(test_larger_than_a_block),
        cmocka_unit_test(test_zalloc_is_zeroed_even_in_used_memory),
        cmocka_unit_test(test_sizes_that_cannot_be_are_refused),
        cmocka_unit_test(test_text_is_a_copy_with_its_end),
        cmocka_unit_test(test_grow_keeps_what_was_there),
        cmocka_unit_test(test_grow_past_all_memory_leaves_the_array),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}

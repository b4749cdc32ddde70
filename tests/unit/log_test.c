/* Log lines: one an event, whatever is in the values. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/log.h"

static int pipe_ends[2], real_stderr;

static int begin(void **state)
{
    (void)state;
    log_set_level(LOG_INFO);
    real_stderr = dup(2);
    return pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) == 0 && dup2(pipe_ends[1], 2) == 2 ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    dup2(real_stderr, 2);
    close(real_stderr);
    close(pipe_ends[0]);
    return close(pipe_ends[1]);
}

/* What was logged since the last call, without the time, which must be one. */
static const char *logged(void)
{
    static char line[4096];
    fflush(stderr);
    ssize_t len = read(pipe_ends[0], line, sizeof line - 1);
    if (len <= 0)
        return "";
    line[len] = '\0';
    char *space = strchr(line, ' ');
    assert_non_null(space);
    assert_memory_equal(line, "time=", 5);
    *space = '\0';
    int64_t time;
    assert_true(clock_parse(line + 5, &time));
    return space + 1;
}

static void test_pairs_are_written(void **state)
{
    (void)state;
    log_event(LOG_INFO, "started", "port", "8460", "address", "::1", NULL);
    assert_string_equal(logged(), "level=info event=started port=8460 address=::1\n");
}

static void test_null_value_is_left_out(void **state)
{
    (void)state;
    const char *none = NULL;
    log_event(LOG_WARN, "x", "a", none, "b", "2", NULL);
    assert_string_equal(logged(), "level=warn event=x b=2\n");
}

static void test_values_are_quoted_when_they_must_be(void **state)
{
    (void)state;
    log_event(LOG_ERROR, "two words", "empty", "", "quote", "a\"b", "equals", "a=b", NULL);
    assert_string_equal(
        logged(), "level=error event=\"two words\" empty=\"\" quote=\"a\\\"b\" equals=\"a=b\"\n");
}

static void test_one_event_is_one_line(void **state)
{
    (void)state;
    log_event(LOG_INFO, "x", "v", "a\nlevel=error event=forged\r\t\x1b[31m\x7f", NULL);
    assert_string_equal(logged(), "level=info event=x "
                                  "v=\"a\\nlevel=error event=forged\\x0d\\x09\\x1b[31m\\x7f\"\n");
}

static void test_backslash_in_quotes_is_escaped(void **state)
{
    (void)state;
    log_event(LOG_INFO, "x", "v", "C:\\a b", NULL);
    assert_string_equal(logged(), "level=info event=x v=\"C:\\\\a b\"\n");
}

static void test_utf8_stays(void **state)
{
    (void)state;
    log_event(LOG_INFO, "x", "v", "gr\xC3\xBC\xC3\x9F", NULL);
    assert_string_equal(logged(), "level=info event=x v=\"gr\xC3\xBC\xC3\x9F\"\n");
}

static void test_level_is_the_least(void **state)
{
    (void)state;
    log_event(LOG_DEBUG, "x", NULL);
    assert_string_equal(logged(), "");
    log_set_level(LOG_DEBUG);
    log_event(LOG_DEBUG, "x", NULL);
    assert_string_equal(logged(), "level=debug event=x\n");
    log_set_level(LOG_ERROR);
    log_event(LOG_WARN, "x", NULL);
    assert_string_equal(logged(), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pairs_are_written),
        TEST(test_null_value_is_left_out),
        TEST(test_values_are_quoted_when_they_must_be),
        TEST(test_one_event_is_one_line),
        TEST(test_backslash_in_quotes_is_escaped),
        TEST(test_utf8_stays),
        TEST(test_level_is_the_least),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}

/* The settings: where they come from, who wins, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config.h"

static char path[64];

static const char *const variables[] = {
    "ESCAPEMENT_CONFIG", "ESCAPEMENT_PORT",     "ESCAPEMENT_DATABASE_URL", "DATABASE_URL",
    "ESCAPEMENT_LISTEN", "ESCAPEMENT_WRONG",    "ESCAPEMENT_TOKEN",        "ESCAPEMENT_URL",
    "ESCAPEMENT_port",   "ESCAPEMENT_MAX_CASES"};

static int begin(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "/tmp/escapement-config-test-XXXXXX");
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int end(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    return unlink(path);
}

static void write_bytes(const char *bytes, size_t len)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void write_file(const char *content)
{
    write_bytes(content, strlen(content));
}

static void assert_loads(const char *file)
{
    struct err err = {0};
    if (config_load(file, &err) != ERR_OK)
        fail_msg("%s", err.message);
}

static void assert_refused(const char *content, const char *words)
{
    struct err err = {0};
    write_file(content);
    assert_int_equal(config_load(path, &err), ERR_INVALID);
    if (!strstr(err.message, words))
        fail_msg("\"%s\" is not in: %s", words, err.message);
}

static enum config_source source_of(const char *name)
{
    for (size_t i = 0; i < config_setting_count; i++)
        if (strcmp(config_settings[i].name, name) == 0)
            return config_source(i);
    fail_msg("no setting %s", name);
    return CONFIG_DEFAULT;
}

static enum err_code set(const char *name, const char *value)
{
    struct err err = {0};
    return config_set(name, value, CONFIG_FLAG, &err);
}

static void test_defaults_hold_before_and_after_loading(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_string_equal(config.listen, "127.0.0.1");
        assert_int_equal(config.port, 8460);
        assert_int_equal(config.max_body_bytes, 100 << 20);
        assert_int_equal(config.max_text_bytes, 16 << 10);
        assert_string_equal(config.log_level, "info");
        assert_string_equal(config.database_url, "");
        assert_loads(NULL);
    }
}

static void test_table_and_defaults_agree(void **state)
{
    (void)state;
    assert_loads(NULL);
    for (size_t i = 0; i < config_setting_count; i++) {
        const struct config_setting *setting = &config_settings[i];
        const char *place = (const char *)&config + setting->offset;
        assert_true(*setting->help != '\0');
        if (setting->type == CONFIG_TEXT) {
            assert_string_equal(*(const char *const *)(const void *)place, setting->fallback);
            continue;
        }
        int64_t value = *(const int64_t *)(const void *)place;
        assert_int_equal(value, strtoll(setting->fallback, NULL, 10));
        assert_true(setting->min <= value && value <= setting->max);
    }
}

static void test_file_is_read(void **state)
{
    (void)state;
    write_file("# how we do it\n"
               "\n"
               "port = 9000\r\n"
               "  listen=0.0.0.0   # everywhere\n"
               "public-url = https://flaky.example/#top\n"
               "database_url =");
    assert_loads(path);
    assert_int_equal(config.port, 9000);
    assert_string_equal(config.listen, "0.0.0.0");
    assert_string_equal(config.public_url, "https://flaky.example/#top");
    assert_string_equal(config.database_url, "");
    assert_int_equal(source_of("port"), CONFIG_FILE);
    assert_int_equal(source_of("database_url"), CONFIG_FILE);
    assert_int_equal(source_of("http_threads"), CONFIG_DEFAULT);
}

static void test_loading_again_forgets_what_was_set(void **state)
{
    (void)state;
    write_file("port = 9000\nlisten = ::1\n");
    assert_loads(path);
    assert_loads(NULL);
    assert_int_equal(config.port, 8460);
    assert_string_equal(config.listen, "127.0.0.1");
    assert_int_equal(source_of("port"), CONFIG_DEFAULT);
}

static void test_byte_order_mark_is_skipped(void **state)
{
    (void)state;
    write_file("\xEF\xBB\xBFport = 9000\n");
    assert_loads(path);
    assert_int_equal(config.port, 9000);
}

static void test_file_of_the_environment_is_read(void **state)
{
    (void)state;
    write_file("port = 9001\n");
    setenv("ESCAPEMENT_CONFIG", path, 1);
    assert_loads(NULL);
    assert_int_equal(config.port, 9001);
}

static void test_environment_wins_over_file_and_flag_over_both(void **state)
{
    (void)state;
    write_file("port = 9000\n");
    setenv("ESCAPEMENT_PORT", "9002", 1);
    assert_loads(path);
    assert_int_equal(config.port, 9002);
    assert_int_equal(source_of("port"), CONFIG_ENVIRONMENT);
    assert_int_equal(set("port", "9003"), ERR_OK);
    assert_int_equal(config.port, 9003);
    assert_int_equal(source_of("port"), CONFIG_FLAG);
}

static void test_database_url_has_an_alias(void **state)
{
    (void)state;
    write_file("database_url = postgresql:///file\n");
    setenv("DATABASE_URL", "postgresql:///alias", 1);
    assert_loads(path);
    assert_string_equal(config.database_url, "postgresql:///alias");
    assert_int_equal(source_of("database_url"), CONFIG_ENVIRONMENT);
    setenv("ESCAPEMENT_DATABASE_URL", "postgresql:///own", 1);
    assert_loads(path);
    assert_string_equal(config.database_url, "postgresql:///own");
    assert_int_equal(set("database-url", "postgresql:///flag"), ERR_OK);
    assert_string_equal(config.database_url, "postgresql:///flag");
}

static void test_empty_variable_is_as_good_as_none(void **state)
{
    (void)state;
    setenv("ESCAPEMENT_PORT", "", 1);
    setenv("DATABASE_URL", "", 1);
    assert_loads(NULL);
    assert_int_equal(config.port, 8460);
    assert_int_equal(source_of("database_url"), CONFIG_DEFAULT);
}

static void test_variables_of_others_are_left_alone(void **state)
{
    (void)state;
    setenv("ESCAPEMENT_TOKEN", "t", 1);
    setenv("ESCAPEMENT_URL", "u", 1);
    assert_loads(NULL);
}

static void test_unknown_variable_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    setenv("ESCAPEMENT_WRONG", "", 1);
    assert_int_equal(config_load(NULL, &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "ESCAPEMENT_WRONG"));
}

static void test_variable_in_small_letters_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    setenv("ESCAPEMENT_port", "1", 1);
    assert_int_equal(config_load(NULL, &err), ERR_INVALID);
}

static void test_wrong_variable_is_named(void **state)
{
    (void)state;
    struct err err = {0};
    setenv("ESCAPEMENT_MAX_CASES", "many", 1);
    assert_int_equal(config_load(NULL, &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "ESCAPEMENT_MAX_CASES"));
}

static void test_wrong_line_is_named(void **state)
{
    (void)state;
    assert_refused("port = 1\n\nprot = 2\n", ":3: there is no setting \"prot\"");
    assert_refused("port\n", ":1: not of the form");
    assert_refused("= 1\n", ":1: there is no setting \"\"");
    assert_refused("port = 1\nport = 2\n", ":2: port was set before, in line 1");
    assert_refused("# x\nport = 70000\n", ":2: port: 70000 is not between 0 and 65535");
    assert_refused("port = \n", ":1: port: \"\" is not a whole number");
}

static void test_secret_is_not_in_the_message(void **state)
{
    (void)state;
    struct err err = {0};
    write_file("database_url postgresql://me:hunter2@db\n");
    assert_int_equal(config_load(path, &err), ERR_INVALID);
    assert_null(strstr(err.message, "hunter2"));
}

static void test_file_that_cannot_be_read_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(config_load("/nowhere/at/all", &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "/nowhere/at/all"));
    err_clear(&err);
    assert_int_equal(config_load("/tmp", &err), ERR_INVALID);
    write_bytes("port = 1\0\n", 10);
    err_clear(&err);
    assert_int_equal(config_load(path, &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "not text"));
}

static void test_endless_file_is_refused(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(config_load("/dev/zero", &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "too long"));
}

static void test_sizes_have_units(void **state)
{
    (void)state;
    assert_loads(NULL);
    static const struct {
        const char *text;
        int64_t bytes;
    } cases[] = {{"4096", 4096},
                 {"4k", 4 << 10},
                 {"4K", 4 << 10},
                 {"4M", 4 << 20},
                 {"4G", (int64_t)4 << 30}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(set("max_body_bytes", cases[i].text), ERR_OK);
        assert_int_equal(config.max_body_bytes, cases[i].bytes);
    }
}

static void test_numbers_that_are_none_are_refused(void **state)
{
    (void)state;
    assert_loads(NULL);
    static const char *const wrong[] = {"",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "1.5",
                                        "0x10",
                                        "1T",
                                        "1kk",
                                        "k",
                                        "1m",
                                        "nan",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "9007199254740993G"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(set("max_body_bytes", wrong[i]), ERR_INVALID);
    assert_int_equal(config.max_body_bytes, 100 << 20);
    assert_int_equal(source_of("max_body_bytes"), CONFIG_DEFAULT);
    assert_int_equal(set("max_cases", "2M"), ERR_INVALID); /* no bytes, no unit */
}

static void test_texts_that_cannot_be_are_refused(void **state)
{
    (void)state;
    assert_loads(NULL);
    assert_int_equal(set("log_level", "loud"), ERR_INVALID);
    assert_int_equal(set("log_level", "debug"), ERR_OK);
    assert_int_equal(set("public_url", "flaky.example"), ERR_INVALID);
    assert_int_equal(set("public_url", ""), ERR_OK);
    assert_int_equal(set("listen", ""), ERR_INVALID);
    assert_string_equal(config.listen, "127.0.0.1");
}

static void test_unknown_setting_is_not_found(void **state)
{
    (void)state;
    assert_int_equal(set("por", "1"), ERR_NOT_FOUND);
    assert_int_equal(set("ports", "1"), ERR_NOT_FOUND);
    assert_int_equal(set("", "1"), ERR_NOT_FOUND);
}

static void test_texts_go_before_results_and_results_before_the_ledger(void **state)
{
    (void)state;
    struct err err = {0};
    write_file("keep_texts_days = 60\nkeep_results_days = 90\nkeep_ledger_days = 90\n");
    assert_loads(path);
    assert_int_equal(config_check(&err), ERR_OK);
    write_file("keep_texts_days = 401\n");
    assert_loads(path);
    assert_int_equal(config_check(&err), ERR_INVALID);
    assert_non_null(strstr(err.message, "keep_results_days"));
    err_clear(&err);
    write_file("keep_ledger_days = 399\n");
    assert_loads(path);
    assert_int_equal(config_check(&err), ERR_INVALID);
    assert_non_null(strstr(err.message, "keep_ledger_days"));
    assert_refused("keep_ledger_days = 30\n", "between 90");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_defaults_hold_before_and_after_loading),
        TEST(test_table_and_defaults_agree),
        TEST(test_file_is_read),
        TEST(test_loading_again_forgets_what_was_set),
        TEST(test_byte_order_mark_is_skipped),
        TEST(test_file_of_the_environment_is_read),
        TEST(test_environment_wins_over_file_and_flag_over_both),
        TEST(test_database_url_has_an_alias),
        TEST(test_empty_variable_is_as_good_as_none),
        TEST(test_variables_of_others_are_left_alone),
        TEST(test_unknown_variable_is_refused),
        TEST(test_variable_in_small_letters_is_refused),
        TEST(test_wrong_variable_is_named),
        TEST(test_wrong_line_is_named),
        TEST(test_secret_is_not_in_the_message),
        TEST(test_file_that_cannot_be_read_is_refused),
        TEST(test_endless_file_is_refused),
        TEST(test_sizes_have_units),
        TEST(test_numbers_that_are_none_are_refused),
        TEST(test_texts_that_cannot_be_are_refused),
        TEST(test_texts_go_before_results_and_results_before_the_ledger),
        TEST(test_unknown_setting_is_not_found),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}

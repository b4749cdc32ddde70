/* What is told: templates whose values cannot be markup, signatures, and whom one may call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/notify/message.h"
#include "analyzer/notify/secret.h"
#include "analyzer/notify/webhook.h"
#include "common/config.h"
#include "common/crypto.h"
#include "common/http_client.h"

static void escaped(const char *value, enum markup markup, const char *wanted)
{
    auto_text struct text out = {0};
    template_escape(value, 100, markup, &out);
    assert_string_equal(text_get(&out), wanted);
}

static void values_are_no_markup(void **state)
{
    (void)state;
    escaped("plain", MARKUP_MARKDOWN, "`plain`");
    escaped("@all #1 <b> [x](y)", MARKUP_MARKDOWN, "`@all #1 <b> [x](y)`");
    escaped("a `b` c", MARKUP_MARKDOWN, "`` a `b` c ``");
    escaped("```", MARKUP_MARKDOWN, "```` ``` ````");
    escaped("one\n/close\r\ntwo", MARKUP_MARKDOWN, "`one /close  two`");
    escaped("", MARKUP_MARKDOWN, "");
    escaped("{code} [~user] *b*", MARKUP_JIRA, "\\{code\\} \\[\\~user\\] \\*b\\*");
    escaped("c:\\{x}", MARKUP_JIRA, "c:&#92;\\{x\\}");
    escaped("<!channel> & <@U1>", MARKUP_SLACK, "&lt;!channel&gt; &amp; &lt;@U1&gt;");
    escaped("\x1b[31mred\xE2\x80\xAEmirrored", MARKUP_PLAIN, " [31mred mirrored");
}

static void values_are_bounded(void **state)
{
    (void)state;
    auto_text struct text out = {0};
    char longer[2000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    template_escape(longer, 10, MARKUP_PLAIN, &out);
    assert_string_equal(text_get(&out), "xxxxxxxxxx …");
    text_clear(&out);
    template_escape("ééé", 3, MARKUP_PLAIN, &out);
    assert_string_equal(text_get(&out), "é …");
}

static void rendered(const char *template, const char *wanted)
{
    struct template_values values = {{[VALUE_WHAT] = "It broke.",
                                      [VALUE_SUBJECT] = "test_a {{owner}}",
                                      [VALUE_TEXT] = "one <a>\ntwo"}};
    auto_text struct text out = {0};
    template_render(template, &values, MARKUP_SLACK, &out);
    assert_string_equal(text_get(&out), wanted);
}

static void templates_stand_for_values(void **state)
{
    (void)state;
    rendered("{{what}} - {{subject}}", "It broke. - test_a {{owner}}");
    rendered("{{what}}\n- Owner: {{owner}}\n- Test: {{subject}}\n",
             "It broke.\n- Test: test_a {{owner}}\n");
    rendered("{{owner}}\n\n\n{{what}}\n\n{{owner}}\n\nend", "It broke.\n\nend");
    rendered("{{text}}", "one &lt;a&gt;\ntwo");
    rendered("no values, { one brace }", "no values, { one brace }");
}

static void templates_are_checked(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(template_check("{{what}} {{subject}} {x}", &err), ERR_OK);
    assert_int_equal(template_check("{{token}}", &err), ERR_INVALID);
    assert_non_null(strstr(err.message, "{{token}}"));
    err_clear(&err);
    assert_int_equal(template_check("{{what", &err), ERR_INVALID);
    err_clear(&err);
    assert_int_equal(template_check("{{ what }}", &err), ERR_INVALID);
}

static void a_message_says_what_happened(void **state)
{
    (void)state;
    json_t *payload =
        json_loads("{\"test\": {\"id\": 7, \"classname\": \"Cart\", \"name\": \"a`b\"},"
                   " \"reason\": \"slow\", \"rate\": 0.125, \"rate_low\": 0.05,"
                   " \"rate_high\": 0.25, \"events\": [1, 2]}",
                   0, NULL);
    struct message message = {.project = "shop",
                              .event = "quarantine.active",
                              .subject_kind = "test",
                              .subject_id = 7,
                              .payload = payload};
    struct destination destination = {.kind = DESTINATION_GITHUB, .address = ""};
    auto_text struct text title = {0}, text = {0};
    struct err err = {0};
    assert_int_equal(message_title(&destination, &message, &title, &err), ERR_OK);
    assert_string_equal(text_get(&title), "Flaky test: Cart › a`b");
    assert_int_equal(message_text(&destination, &message, &text, &err), ERR_OK);
    assert_string_equal(text_get(&text),
                        "Quarantined: its known failures do not stop a build.\n\n"
                        "- Subject: `` Cart › a`b ``\n- Reason: `slow`\n"
                        "- Failure rate: 12 % (5 to 95 %: 5 to 25 %)\n- Flaky events: 2\n\n");
    assert_false(message_closes(&message));
    message.event = "quarantine.closed";
    assert_true(message_closes(&message));
    json_decref(payload);
}

static void a_guard_that_is_down_is_told(void **state)
{
    (void)state;
    json_t *payload =
        json_loads("{\"name\": \"concurrency in checkout\", \"state\": \"guard_down\","
                   " \"reason\": \"The guard Cart is quarantined.\"}",
                   0, NULL);
    struct message message = {.project = "shop",
                              .event = "watch.guard_down",
                              .subject_kind = "watch",
                              .subject_id = 3,
                              .payload = payload};
    struct destination destination = {.kind = DESTINATION_GITHUB, .address = ""};
    auto_text struct text text = {0};
    struct err err = {0};
    assert_int_equal(message_text(&destination, &message, &text, &err), ERR_OK);
    assert_string_equal(text_get(&text),
                        "A guard is down: nothing tells any more whether these bugs are back.\n\n"
                        "- Subject: `concurrency in checkout`\n"
                        "- Reason: `The guard Cart is quarantined.`\n\n");
    json_decref(payload);
}

static void a_cluster_lists_its_tests(void **state)
{
    (void)state;
    json_t *payload = json_loads(
        "{\"cluster\": {\"id\": 5, \"name\": \"refused\", \"text\": \"refused\"}, \"days\": 30,"
        " \"tests_total\": 3, \"tests\": ["
        "{\"classname\": \"Cart\", \"name\": \"# adds\", \"failures\": 12, \"builds\": 5,"
        " \"quarantined\": true},"
        "{\"suite\": \"x\", \"name\": \"x\", \"failures\": 1, \"builds\": 1, \"quarantined\": "
        "false}]}",
        0, NULL);
    struct message message = {.project = "shop",
                              .event = "cluster.grown",
                              .subject_kind = "cluster",
                              .subject_id = 5,
                              .payload = payload};
    struct destination destination = {.kind = DESTINATION_GITHUB, .address = ""};
    auto_text struct text title = {0}, text = {0};
    struct err err = {0};
    assert_int_equal(message_title(&destination, &message, &title, &err), ERR_OK);
    assert_string_equal(text_get(&title), "Failures: refused");
    assert_int_equal(message_text(&destination, &message, &text, &err), ERR_OK);
    assert_string_equal(text_get(&text),
                        "One more test in quarantine fails so.\n\n- Subject: `refused`\n\n"
                        "`Cart › # adds: 12 failures in 5 builds of 30 days, in quarantine`  \n"
                        "`x: 1 failure in 1 build of 30 days`  \n"
                        "`and 1 more test`\n\n");
    destination.kind = DESTINATION_JIRA;
    text_clear(&text);
    assert_int_equal(message_text(&destination, &message, &text, &err), ERR_OK);
    assert_non_null(strstr(text_get(&text), "in quarantine\\\\ x: 1"));
    assert_non_null(strstr(text_get(&text), "Cart › \\# adds"));
    json_decref(payload);
}

/* The example of the libraries of Standard Webhooks. */
static void signatures_are_those_of_standard_webhooks(void **state)
{
    (void)state;
    char signature[WEBHOOK_SIGNATURE_SIZE] = "";
    struct err err = {0};
    assert_int_equal(webhook_sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                  "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                  "{\"test\": 2432232314}", signature, &err),
                     ERR_OK);
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_int_equal(webhook_sign("whsec_*", "m", 1, "{}", signature, &err), ERR_UNAVAILABLE);
    assert_null(strstr(err.message, "*"));
}

/* RFC 4231, test case 2; RFC 4648. */
static void keyed_digests_and_base64(void **state)
{
    (void)state;
    unsigned char digest[SHA256_SIZE], back[8];
    char hex[2 * SHA256_SIZE + 1], coded[16];
    size_t len;
    struct err err = {0};
    assert_int_equal(crypto_hmac("Jefe", 4, "what do ya want for nothing?", 28, digest, &err),
                     ERR_OK);
    crypto_hex(digest, sizeof digest, hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    crypto_base64("fooba", 5, coded);
    assert_string_equal(coded, "Zm9vYmE=");
    assert_true(crypto_unbase64("Zm9vYg==", 8, back, &len));
    assert_int_equal(len, 4);
    assert_memory_equal(back, "foob", 4);
    assert_false(crypto_unbase64("Zm9", 3, back, &len));
    assert_false(crypto_unbase64("****", 4, back, &len));
}

static void addresses_of_the_public_network(void **state)
{
    (void)state;
    bool never;
    static const char *const public[] = {"140.82.121.4", "2606:50c0:8000::153", "172.32.0.1"};
    static const char *const private[] = {"10.0.0.1",    "172.16.5.5", "192.168.1.1",
                                          "100.64.0.1",  "fd00::1",    "::ffff:10.0.0.1",
                                          "2002:a00:1::"};
    static const char *const nobody[] = {
        "127.0.0.1", "169.254.169.254",  "0.0.0.0",        "::1",
        "::",        "fe80::1",          "224.0.0.1",      "ff02::1",
        "x",         "::ffff:127.0.0.1", "64:ff9b::7f00:1"};
    for (size_t i = 0; i < sizeof public / sizeof *public; i++)
        assert_true(http_address_public(public[i], &never));
    for (size_t i = 0; i < sizeof private / sizeof *private; i++) {
        assert_false(http_address_public(private[i], &never));
        assert_false(never);
    }
    for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++) {
        assert_false(http_address_public(nobody[i], &never));
        assert_true(never);
    }
}

static void hosts_that_are_listed(void **state)
{
    (void)state;
    char host[64];
    http_host("https://Jira.corp.example:8443/rest", host, sizeof host);
    assert_string_equal(host, "Jira.corp.example");
    assert_true(http_host_listed(host, "git.example, *.corp.example"));
    assert_false(http_host_listed("corp.example.org", "*.corp.example"));
    assert_false(http_host_listed(host, ""));
    http_host("https://[fd00::1]:8443/rest", host, sizeof host);
    assert_string_equal(host, "fd00::1");
}

static void secrets_have_names(void **state)
{
    (void)state;
    auto_text struct text secret = {0}, told = {0};
    struct err err = {0};
    assert_true(secret_name_ok("GITHUB_SHOP2"));
    assert_false(secret_name_ok("ghp_x"));
    assert_false(secret_name_ok("../A"));
    assert_false(secret_name_ok(""));
    setenv("ESCAPEMENT_SECRET_UNIT", "hush-hush", 1);
    assert_int_equal(secret_read("UNIT", &secret, &err), ERR_OK);
    assert_string_equal(text_get(&secret), "hush-hush");
    setenv("ESCAPEMENT_SECRET_UNIT", "two\nlines", 1);
    assert_int_equal(secret_read("UNIT", &secret, &err), ERR_UNAVAILABLE);
    assert_null(strstr(err.message, "two"));
    unsetenv("ESCAPEMENT_SECRET_UNIT");
    assert_false(secret_resolves("UNIT"));
    text_puts(&told, "it is hush-hush and hush-hush");
    secret_mask(&told, "hush-hush");
    assert_string_equal(text_get(&told), "it is ********* and *********");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_no_markup),
        cmocka_unit_test(values_are_bounded),
        cmocka_unit_test(templates_stand_for_values),
        cmocka_unit_test(templates_are_checked),
        cmocka_unit_test(a_message_says_what_happened),
        cmocka_unit_test(a_guard_that_is_down_is_told),
        cmocka_unit_test(a_cluster_lists_its_tests),
        cmocka_unit_test(signatures_are_those_of_standard_webhooks),
        cmocka_unit_test(keyed_digests_and_base64),
        cmocka_unit_test(addresses_of_the_public_network),
        cmocka_unit_test(hosts_that_are_listed),
        cmocka_unit_test(secrets_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

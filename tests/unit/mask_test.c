/* What is taken for a secret, what is let be, and that neither a cut nor a costly pattern lets one
 * through. Secrets are made here: {N} stands for N letters and digits, {hN} for hex digits, {UN}
 * for capitals and digits; beginnings that scanners of repositories know are written in halves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/text.h"
#include "ingest/excerpt.h"
#include "ingest/junit.h"
#include "ingest/mask.h"
#include "ingest/mask_internal.h"
#include "ingest/retries.h"

#define M(name) "<masked:" name ">"

static const struct {
    const char *text, *masked; /* NULL: stays as it is */
} rows[] = {
    {"", NULL},
    {"expected 3 but was 4", NULL},

    /* addresses */
    {"GET https://ann:{12}@ci.example.org/a?b failed",
     "GET https://ann:" M("url_password") "@ci.example.org/a?b failed"},
    {"postgres://shop:p@ss/{6}@db:5432/shop", "postgres://shop:" M("url_password") "@db:5432/shop"},
    {"redis://:{10}@cache:6379/0", "redis://:" M("url_password") "@cache:6379/0"},
    {"clone https://{40}@git.example.org/x.git",
     "clone https://" M("url_password") "@git.example.org/x.git"},
    {"jdbc:oracle:thin:scott/{8}@//db/x", "jdbc:oracle:thin:scott/" M("url_password") "@//db/x"},
    {"at http://localhost:3000/static/js/main.js:10:5", NULL},
    {"see http://[::1]:8080/ and mail me@example.org", NULL},
    {"https://ann:***@ci.example.org", NULL},
    {"ssh://git@example.org:22/x.git", NULL},

    /* headers */
    {"Authorization: Basic {20}==", "Authorization: Basic " M("authorization")},
    {"'Authorization': 'Bearer {30}'", "'Authorization': 'Bearer " M("authorization") "'"},
    {"authorization: token {40}", "authorization: token " M("authorization")},
    {"Proxy-Authorization: {24}", "Proxy-Authorization: " M("authorization")},
    {"Authorization: Digest username=\"x\", response=\"{h32}\"",
     "Authorization: Digest " M("authorization")},
    {"sent bearer {24} to it", "sent bearer " M("bearer_token") " to it"},
    {"Basic {18}== was wrong", "Basic " M("basic_login") " was wrong"},
    {"curl -u ann:{8} http://x/", "curl -u ann:" M("basic_login") " http://x/"},
    {"Authorization: required", NULL},
    {"expected Bearer authentication, got Basic authentication", NULL},
    {"the authorization failed", NULL},
    {"Set-Cookie: sid={20}; Path=/; HttpOnly", "Set-Cookie: sid=" M("cookie") "; Path=/; HttpOnly"},
    {"Cookie: a=1234; session={20}", "Cookie: a=" M("cookie")},
    {"Set-Cookie header is missing", NULL},
    {"cookie: expected one", NULL},

    /* tokens by how they begin */
    {"got gh"
     "p_{36} back",
     "got " M("github_token") " back"},
    {"gh"
     "s_{36},gh"
     "o_{36}",
     M("github_token") "," M("github_token")},
    {"github"
     "_pat_{22}_{50}",
     M("github_token")},
    {"gl"
     "pat-{20}",
     M("gitlab_token")},
    {"gl"
     "dt-{20}.",
     M("gitlab_token")},
    {"key AK"
     "IA{U16}!",
     "key " M("aws_key_id") "!"},
    {"aws_secret_access_key = {40}", "aws_secret_access_key = " M("aws_secret")},
    {"\"SecretAccessKey\": \"{40}\"", "\"SecretAccessKey\": \"" M("aws_secret") "\""},
    {"AWS_SESSION_TOKEN={60}", "AWS_SESSION_TOKEN=" M("aws_secret")},
    {"AI"
     "za{35}",
     M("google_key")},
    {"xox"
     "b-123456789-{24}",
     M("slack_token")},
    {"https://hooks.slack"
     ".com/services/T{U8}/B{U8}/{24}",
     "https://hooks.slack"
     ".com/services/" M("webhook_url")},
    {"sk_"
     "live_{24} and rk_"
     "test_{24}",
     M("stripe_key") " and " M("stripe_key")},
    {"npm"
     "_{36}",
     M("npm_token")},
    {"py"
     "pi-{60}",
     M("pypi_token")},
    {"S"
     "G.{22}.{43}",
     M("sendgrid_key")},
    {"sk"
     "-ant-{40}",
     M("vendor_token")},
    {"h"
     "vs.{24}",
     M("vendor_token")},
    {"es"
     "c_{h48}",
     M("escapement_token")},
    {"ey"
     "J{20}.eyJ{40}.{43}",
     M("jwt")},
    {"AccountName=x;Account"
     "Key={86}==;EndpointSuffix=y",
     "AccountName=x;AccountKey=" M("azure_key") ";EndpointSuffix=y"},
    {"Endpoint=sb://x/;SharedAccess"
     "Key={43}=",
     "Endpoint=sb://x/;SharedAccessKey=" M("azure_key")},
    {"https://x.example/c?sv=2022&sig={40}%3D", "https://x.example/c?sv=2022&sig=" M("azure_key")},
    {"npm_config_registry npm_lifecycle_event", NULL},
    {"ghp_short, the akia family, AKIA", NULL},
    {"task-1234567890-abcdefghijklmnop", NULL},
    {"eyJust a word", NULL},
    {"SG.a.b", NULL},

    /* assignments */
    {"password=hunter2", "password=" M("assignment")},
    {"DB_PASSWORD=hunter2 LANG=C", "DB_PASSWORD=" M("assignment") " LANG=C"},
    {"db.password = hunter2", "db.password = " M("assignment")},
    {"{\"password\":\"two words, here\",\"user\":\"ann\"}",
     "{\"password\":\"" M("assignment") "\",\"user\":\"ann\"}"},
    {"{\\\"password\\\":\\\"hun ter\\\",\\\"user\\\":\\\"ann\\\"}",
     "{\\\"password\\\":\\\"" M("assignment") "\\\",\\\"user\\\":\\\"ann\\\"}"},
    {"'api_key': b'abc def'", "'api_key': b'" M("assignment") "'"},
    {"config['client_secret'] = 'a\\'b'", "config['client_secret'] = '" M("assignment") "'"},
    {":token => \"abcdef\"", ":token => \"" M("assignment") "\""},
    {"assert password != 'hunter'", "assert password != '" M("assignment") "'"},
    {"passwd: hunter2", "passwd: " M("assignment")},
    {"  secret: correcthorse", "  secret: " M("assignment")},
    {"X-Api-Key: {20}", "X-Api-Key: " M("assignment")},
    {"GET /a?access_token={12}&b=1", "GET /a?access_token=" M("assignment") "&b=1"},
    {"Server=db;User Id=sa;Password=p@ss1;x",
     "Server=db;User Id=sa;Password=" M("assignment") ";x"},
    {"Server=db;Uid=sa;Pwd=p@ss1;", "Server=db;Uid=sa;Pwd=" M("assignment") ";"},
    {"host=db password=hunter2 dbname=x", "host=db password=" M("assignment") " dbname=x"},
    {"run --token abc123 now", "run --token " M("assignment") " now"},
    {"<password>hunter2</password>", "<password>" M("assignment") "</password>"},
    {"password='unclosed to the end", "password='" M("assignment")},
    {"token=null password=None secret=\"\"", NULL},
    {"password must be given", NULL},
    {"password: required", NULL},
    {"Error: invalid password: expected a longer one", NULL},
    {"password=*** token=<none> secret=${SECRET} pwd=$PWD", NULL},
    {"token=get_token() password=settings.DB_PASSWORD secret=secret", NULL},
    {"    token = response.json()", NULL},
    {"    password = password_of", NULL},
    {"login(user=user, password=password)", NULL},
    {"SyntaxError: Unexpected token: 'foo'", NULL},
    {"Version=1.0.0.0, PublicKeyToken=b77a5c561934e089", NULL},
    {"PWD=/home/ann OLDPWD=/tmp", NULL},
    {"the tokens: 17 of them, secretary: Ann Bee", NULL},
    {"usage: --password PASSWORD --token <token>", NULL},
    {"password=" M("jwt") " and \"token\": \"" M("jwt") "\"", NULL},
    {"caf\xC3\xA9 password=\xC3\xBC\xC3\xB6\xC3\xA4 \xE2\x80\xBA",
     "caf\xC3\xA9 password=" M("assignment") " \xE2\x80\xBA"},

    /* private keys */
    {"a\n-----BEGIN RSA PRIV"
     "ATE KEY-----\n{64}\n{20}==\n-----END RSA PRIV"
     "ATE KEY-----\nb",
     "a\n" M("private_key") "\nb"},
    {"k='-----BEGIN PRIV"
     "ATE KEY-----\\n{64}\\n-----END PRIV"
     "ATE KEY-----\\n';",
     "k='" M("private_key") "\\n';"},
    {"-----BEGIN EC PRIV"
     "ATE KEY-----\n{64}\n{64}\nthen prose follows\n",
     M("private_key") "\nthen prose follows\n"},
    {"prose before\n{64}\n{64}\n{12}==\n-----END EC PRIV"
     "ATE KEY-----\nafter",
     "prose before\n" M("private_key") "\nafter"},
    {"-----BEGIN PRIV"
     "ATE KEY-----\n{64}\n[... 99 bytes cut ...]\n{64}\n-----END PRIV"
     "ATE KEY-----\nb",
     M("private_key") " [... 99 bytes cut ...]\nb"},
    {"-----BEGIN PRIV"
     "ATE KEY-----\n{64}\n[... 9999 bytes cut ...]\nprose",
     M("private_key") "\n[... 9999 bytes cut ...]\nprose"},
    {"a [... 9999 bytes cut ...]\n{64}\n{64}\n-----END PRIV"
     "ATE KEY-----\nprose",
     "a [... 9999 bytes cut ...]\n" M("private_key") "\nprose"},
    {"a [... 9999 bytes cut ...]\n{64}\n{64}\nprose",
     "a [... 9999 bytes cut ...]\n" M("private_key") "\nprose"},
    {"-----BEGIN CERTIFICATE-----\n{64}\n-----END CERTIFICATE-----", NULL},
    {"-----BEGIN PGP PRIV"
     "ATE KEY BLOCK-----\n\n{64}\n-----END PGP PRIV"
     "ATE KEY BLOCK-----",
     M("private_key")},
};

static void expand(const char *text, struct text *out)
{
    static const char letters[] = "a1Bc2De3Fg4Hi5Jk6Lm7No8Pq9Rs0Tu";
    static const char capitals[] = "A2B3C4D5E6F7GHIJ";
    text_clear(out);
    while (*text) {
        char *end = NULL;
        const char *set = letters, *at = text + 1;
        if (*text == '{' && (*at == 'h' || *at == 'U'))
            set = *at++ == 'h' ? "0a1b2c3d" : capitals;
        long count = *text == '{' ? strtol(at, &end, 10) : 0;
        if (count > 0 && *end == '}') {
            for (long i = 0; i < count; i++)
                text_putc(out, set[(size_t)i % strlen(set)]);
            text = end + 1;
        } else
            text_putc(out, *text++);
    }
}

/* @text as it is shown. */
static const char *masked(const char *text, struct arena *arena)
{
    struct err err = {0};
    assert_int_equal(mask_text(&text, arena, &err), ERR_OK);
    return text;
}

static void test_finds_secrets_and_lets_be_what_is_none(void **state)
{
    (void)state;
    auto_text struct text text = {0}, wanted = {0};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expand(rows[i].text, &text);
        expand(rows[i].masked ? rows[i].masked : rows[i].text, &wanted);
        assert_string_equal(masked(text_get(&text), &arena), text_get(&wanted));
    }
    arena_free(&arena);
}

static void test_what_was_masked_is_not_masked_again(void **state)
{
    (void)state;
    auto_text struct text text = {0};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expand(rows[i].masked ? rows[i].masked : rows[i].text, &text);
        assert_string_equal(masked(text_get(&text), &arena), text_get(&text));
    }
    arena_free(&arena);
}

static void test_every_row_of_the_table_is_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < mask_builtin_count; i++) {
        char mark[64];
        bool found = false;
        snprintf(mark, sizeof mark, "<masked:%s>", mask_builtins[i].name);
        for (size_t j = 0; j < sizeof rows / sizeof *rows; j++)
            found |= rows[j].masked && strstr(rows[j].masked, mark);
        if (!found)
            fail_msg("no example of %s", mask_builtins[i].name);
    }
}

/* ---- Cuts ---------------------------------------------------------------------------------- */

/* Wherever the cut falls, no five bytes of the secret are left. */
static void assert_gone_wherever_cut(const char *before, const char *secret, const char *after)
{
    enum { LIMIT = 400 };
    for (size_t lead = 0; lead < 2 * LIMIT; lead += 7) {
        auto_text struct text text = {0};
        struct arena arena = {0};
        for (size_t i = 0; i < lead; i++)
            text_puts(&text, i % 40 == 39 ? "\n" : i % 8 == 7 ? " " : ".");
        text_printf(&text, "%s%s%s", before, secret, after);
        for (size_t i = 0; i < 3 * LIMIT - lead; i++)
            text_puts(&text, i % 40 == 39 ? "\n" : i % 8 == 7 ? " " : ".");
        const char *kept = masked(excerpt_of(text.data, text.len, LIMIT, &arena), &arena);
        assert_non_null(strstr(kept, " bytes cut ...]"));
        for (size_t i = 0; i + 5 <= strlen(secret); i++) {
            char part[6];
            memcpy(part, secret + i, 5);
            part[5] = '\0';
            if (strchr(part, '\n') == NULL && part[0] != '-' && strstr(kept, part))
                fail_msg("cut %zu bytes before: \"%s\" is left of it in\n%s", lead, part, kept);
        }
        arena_free(&arena);
    }
}

static void test_a_cut_leaves_no_part_of_a_secret(void **state)
{
    (void)state;
    auto_text struct text secret = {0};
    expand("gh"
           "p_{36}",
           &secret);
    assert_gone_wherever_cut("\ntoken ", text_get(&secret), " and more\n");
    assert_gone_wherever_cut("x='", text_get(&secret), "'");
    expand("ey"
           "J{80}.eyJ{80}.{43}",
           &secret);
    assert_gone_wherever_cut("\nsent ", text_get(&secret), "\n");
    expand("h4nt3r2{20}", &secret);
    assert_gone_wherever_cut("\npassword=", text_get(&secret), " x\n");
}

static void test_a_cut_leaves_no_part_of_a_private_key(void **state)
{
    (void)state;
    auto_text struct text lines = {0};
    expand("{64}\n{64}\n{64}\n{64}\n{64}\n{64}\n{24}==", &lines);
    assert_gone_wherever_cut("\n-----BEGIN PRIV"
                             "ATE KEY-----\n",
                             text_get(&lines),
                             "\n-----END PRIV"
                             "ATE KEY-----\n");
}

/* ---- Reports ------------------------------------------------------------------------------- */

static void add(struct report *report, const char *name, const char *document)
{
    struct err err = {0};
    assert_int_equal(junit_read(report, name, document, strlen(document), &err), ERR_OK);
}

static void test_a_report_is_masked_and_says_how_often_in_each_file(void **state)
{
    (void)state;
    struct err err = {0};
    struct report report = {0};
    add(&report, "a.xml",
        "<testsuite><testcase name='t'><failure type='E' message='password=hunter2'>"
        "https://ann:hunter2@example.org token=abc123</failure></testcase></testsuite>");
    add(&report, "b.xml",
        "<testsuite><testcase name='u'><flakyFailure type='password=hunter2' message='m'/>"
        "</testcase><testcase name='passes with password=hunter2'/></testsuite>");
    assert_int_equal(retries_settle(&report, &err), ERR_OK);
    const struct attempt *first = report.cases[0].attempts, *second = report.cases[1].attempts;
    assert_string_equal(first->message, "password=" M("assignment"));
    assert_string_equal(first->details,
                        "https://ann:" M("url_password") "@example.org token=" M("assignment"));
    assert_string_equal(second->kind, "password=" M("assignment"));
    assert_string_equal(report.cases[2].name, "passes with password=hunter2");
    assert_int_equal(report.warning_count, 2);
    assert_string_equal(report.warnings[0].code, "masked");
    assert_string_equal(report.warnings[0].message,
                        "3 secrets were masked: url_password 1, assignment 2");
    assert_int_equal(report.warnings[1].file_index, 1);
    assert_string_equal(report.warnings[1].message, "1 secret was masked: assignment 1");
    report_free(&report);
}

static void test_a_warning_that_quotes_the_file_is_masked(void **state)
{
    (void)state;
    struct report report = {0};
    report_warn(&report, 0, "x", 1, 1, "found \"%s\"", "password=hunter2");
    assert_string_equal(report.warnings[0].message, "found \"password=" M("assignment") "\"");
    report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_secrets_and_lets_be_what_is_none),
        cmocka_unit_test(test_what_was_masked_is_not_masked_again),
        cmocka_unit_test(test_every_row_of_the_table_is_shown),
        cmocka_unit_test(test_a_cut_leaves_no_part_of_a_secret),
        cmocka_unit_test(test_a_cut_leaves_no_part_of_a_private_key),
        cmocka_unit_test(test_a_report_is_masked_and_says_how_often_in_each_file),
        cmocka_unit_test(test_a_warning_that_quotes_the_file_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

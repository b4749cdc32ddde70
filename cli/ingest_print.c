#include "cli/ingest_print.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_WARNINGS = 10 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void print_name(const json_t *test)
{
    const char *group = text_of(test, "classname"), *name = text_of(test, "name");
    if (!group[0])
        group = text_of(test, "suite");
    bool told = !group[0] || strcmp(group, name) == 0;
    printf("%s%s%s", told ? "" : group, told ? "" : " › ", name[0] ? name : "(no name)");
    if (text_of(test, "variant")[0])
        printf(" [%s]", text_of(test, "variant"));
    printf(" (test %lld)\n", (long long)json_integer_value(json_object_get(test, "id")));
}

static void print_failures(const json_t *answer)
{
    size_t i;
    const json_t *failure;
    json_array_foreach(json_object_get(answer, "failures"), i, failure)
    {
        bool excused = json_is_string(json_object_get(failure, "excused_by"));
        printf(excused ? "  excused  " : "  FAILED   ");
        print_name(json_object_get(failure, "test"));
        printf("           %s\n", text_of(json_object_get(failure, "signature"), "text"));
        if (text_of(failure, "owner")[0])
            printf("           of %s\n", text_of(failure, "owner"));
        if (excused)
            printf("           by quarantine %lld\n",
                   (long long)json_integer_value(json_object_get(failure, "quarantine")));
        else
            printf("           %s: %s\n", text_of(failure, "refusal"), text_of(failure, "detail"));
    }
}

static void print_flaky(const json_t *answer)
{
    size_t i, k;
    const json_t *flaky, *attempt;
    json_array_foreach(json_object_get(answer, "flaky"), i, flaky)
    {
        printf("  flaky    ");
        print_name(json_object_get(flaky, "test"));
        printf("           ");
        json_array_foreach(json_object_get(flaky, "attempts"), k, attempt)
            printf("%s%s", k ? ", then " : "", text_of(attempt, "outcome"));
        putchar('\n');
    }
}

static void print_warnings(const json_t *answer)
{
    const json_t *warnings = json_object_get(json_object_get(answer, "report"), "warnings");
    size_t i;
    const json_t *warning;
    json_array_foreach(warnings, i, warning)
    {
        if (i == SHOWN_WARNINGS) {
            printf("  and %zu more warnings\n", json_array_size(warnings) - i);
            break;
        }
        printf("  warning  %s: %s", text_of(warning, "code"), text_of(warning, "message"));
        long long line = json_integer_value(json_object_get(warning, "line"));
        if (line)
            printf(" (%s:%lld)", text_of(warning, "file"), line);
        putchar('\n');
    }
}

void ingest_print(const char *body, bool replayed)
{
    json_t *answer = json_loads(body, 0, NULL);
    if (!answer) {
        puts(body);
        return;
    }
    printf("%s%s\n", text_of(answer, "summary"), replayed ? " (uploaded before)" : "");
    size_t i;
    const json_t *refusal;
    json_array_foreach(json_object_get(answer, "refusals"), i, refusal)
        printf("  refused  %s: %s\n", text_of(refusal, "reason"), text_of(refusal, "detail"));
    print_failures(answer);
    print_flaky(answer);
    print_warnings(answer);
    json_decref(answer);
}

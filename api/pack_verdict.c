#include "api/pack_verdict.h"

#include <math.h>
#include <string.h>

static json_t *pack_seconds(double seconds)
{
    return isnan(seconds) ? json_null() : json_real(seconds);
}

static json_t *pack_test(const struct verdict_test *test)
{
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:i}", "id", test->test_id, "suite", test->suite,
                     "classname", test->classname, "name", test->name, "variant", test->variant,
                     "occurrence", test->occurrence);
}

static json_t *pack_attempts(const struct verdict_attempt *first)
{
    json_t *list = json_array();
    for (const struct verdict_attempt *a = first; a; a = a->next)
        json_array_append_new(list, json_pack("{s:s, s:o, s:s?, s:s?}", "outcome", a->outcome,
                                              "seconds", pack_seconds(a->seconds), "message",
                                              a->message, "signature", a->signature));
    return list;
}

static json_t *pack_failing(const struct verdict_test *test)
{
    json_t *signature =
        test->signature
            ? json_pack("{s:I, s:s}", "id", (json_int_t)test->signature_id, "text", test->signature)
            : json_null();
    json_t *quarantine =
        test->quarantine_id ? json_integer((json_int_t)test->quarantine_id) : json_null();
    return json_pack("{s:o, s:s?, s:s, s:o, s:o, s:s?, s:o, s:s?, s:s?}", "test", pack_test(test),
                     "owner", test->owner, "outcome", test->outcome, "attempts",
                     pack_attempts(test->attempts), "signature", signature, "excused_by",
                     test->excused ? "quarantine" : NULL, "quarantine", quarantine, "refusal",
                     test->refusal, "detail", test->detail);
}

static json_t *pack_causes(const char *causes)
{
    json_t *list = json_array();
    while (*causes) {
        size_t len = strcspn(causes, ",");
        json_array_append_new(list, json_stringn(causes, len));
        causes += len + (causes[len] == ',');
    }
    return list;
}

static json_t *pack_distrust(enum distrust distrust)
{
    if (distrust == DISTRUST_NONE)
        return json_null();
    return json_pack("{s:s, s:s}", "reason", distrust_reason(distrust), "detail",
                     distrust_detail(distrust));
}

static json_t *pack_report(const struct verdict *v)
{
    json_t *counts = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "tests", v->tests, "passed",
                               v->passed, "failed", v->failed, "errors", v->errors, "skipped",
                               v->skipped, "flaky", v->retried);
    return json_pack("{s:I, s:{s:I, s:s}, s:s, s:s?, s:s, s:s, s:s, s:i, s:s?, s:o, s:b, s:b, s:o, "
                     "s:b, s:o, s:O}",
                     "id", (json_int_t)v->report_id, "build", "id", (json_int_t)v->build_id, "key",
                     v->build, "commit", v->commit, "branch", v->branch, "job", v->job, "shard",
                     v->shard, "variant", v->variant, "attempt", v->attempt, "gate", v->gate,
                     "counts", counts, "damaged", v->damaged, "complete", v->causes[0] == '\0',
                     "causes", pack_causes(v->causes), "untrusted", v->distrust != DISTRUST_NONE,
                     "distrust", pack_distrust(v->distrust), "warnings", v->warnings);
}

static json_t *pack_refusals(const struct verdict *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->refusal_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s?, s:s}", "reason", v->refusals[i].reason,
                                              "cause", v->refusals[i].cause, "detail",
                                              v->refusals[i].detail));
    return list;
}

json_t *pack_verdict(const struct verdict *v)
{
    json_t *failures = json_array(), *flaky = json_array();
    for (size_t i = 0; i < v->failing_count; i++)
        json_array_append_new(failures, pack_failing(&v->failing[i]));
    for (size_t i = 0; i < v->flaky_count; i++)
        json_array_append_new(flaky, json_pack("{s:o, s:o, s:s?}", "test", pack_test(&v->flaky[i]),
                                               "attempts", pack_attempts(v->flaky[i].attempts),
                                               "kind", v->flaky[i].kind));
    return json_pack("{s:o, s:s, s:s, s:s, s:o, s:O, s:o, s:I, s:I, s:o, s:I}", "report",
                     pack_report(v), "verdict", v->pass ? "pass" : "fail", "summary", v->summary,
                     "comment", v->comment, "refusals", pack_refusals(v), "incidents", v->incidents,
                     "failures", failures, "failures_total", (json_int_t)v->failing_total,
                     "excused_total", (json_int_t)v->excused_total, "flaky", flaky, "flaky_total",
                     (json_int_t)v->flaky_total);
}

/* Gap analysis of an escape: its evidence, and people's word on the gaps that it proposes. */
#include "api/escapes.h"

#include "api/resources.h"
#include "api/values.h"

static enum err_code answer(struct request *request, int64_t id, struct reply *reply,
                            struct err *err)
{
    struct facts facts;
    struct gap gaps[GAP__MAX] = {0};
    auto_params struct params params = {0};
    auto_rows struct rows *decided = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, id);
    enum err_code code =
        facts_load(request_db(request), request_project_id(request), id, &facts, err);
    if (code == ERR_OK)
        code = gap_propose(&facts, gaps, err);
    if (code == ERR_OK)
        code = db_run(request_db(request), QUERY_GAP_LIST, &params, &decided, err);
    if (code == ERR_OK)
        code = reply_json(reply, 200, escape_pack(&facts, gaps, decided), err);
    gap_free(gaps);
    facts_free(&facts);
    return code;
}

enum err_code escapes_evidence(struct request *request, struct reply *reply, struct err *err)
{
    int64_t id;
    try_(request_path_id(request, "escape", &id, err));
    return answer(request, id, reply, err);
}

static enum err_code change_of(struct request *request, struct gap_change *change, struct err *err)
{
    *change = (struct gap_change){.project_id = request_project_id(request),
                                  .actor = request_caller(request)->name,
                                  .now = request_now(request),
                                  .type = request_path(request, "gap")};
    return request_path_id(request, "escape", &change->defect_id, err);
}

enum err_code escapes_gap_put(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"state", "word", NULL};
    static const char *const states[] = {"confirmed", "rejected", NULL};
    struct gap_change change;
    json_t *body;
    try_(change_of(request, &change, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_choice(body, "state", states, &change.state, err));
    try_(request_field_text(body, "word", GAP_WORD_MAX, &change.word, err));
    if (!change.state)
        return err_set(err, ERR_INVALID, "field \"state\": needed: confirmed or rejected");
    try_(gap_decide(request_db(request), &change, err));
    return answer(request, change.defect_id, reply, err);
}

enum err_code escapes_gap_reopen(struct request *request, struct reply *reply, struct err *err)
{
    struct gap_change change;
    try_(change_of(request, &change, err));
    try_(gap_reopen(request_db(request), &change, err));
    return answer(request, change.defect_id, reply, err);
}

/* Whether a test would have caught it. */
static enum err_code name_test(struct request *request, const char *why, bool dropped,
                               struct reply *reply, struct err *err)
{
    int64_t id;
    struct gap_test test = {.project_id = request_project_id(request),
                            .actor = request_caller(request)->name,
                            .now = request_now(request),
                            .why = why,
                            .dropped = dropped};
    try_(request_path_id(request, "escape", &test.defect_id, err));
    try_(request_path_id(request, "test", &id, err));
    if (id > INT32_MAX)
        return err_set(err, ERR_NOT_FOUND, "there is no such test");
    test.test_id = (int32_t)id;
    try_(gap_name_test(request_db(request), &test, err));
    return answer(request, test.defect_id, reply, err);
}

enum err_code escapes_test_put(struct request *request, struct reply *reply, struct err *err)
{
    const char *why;
    json_t *body;
    try_(request_json(request, &body, err));
    try_(request_fields(body, (const char *const[]){"why", NULL}, err));
    try_(request_field_text(body, "why", GAP_WORD_MAX, &why, err));
    return name_test(request, why, false, reply, err);
}

enum err_code escapes_test_drop(struct request *request, struct reply *reply, struct err *err)
{
    return name_test(request, NULL, true, reply, err);
}

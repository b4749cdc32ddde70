/* Which gates could have caught a bug that was found later: a person's word, gate by gate. */
#include "api/defects.h"
#include "api/resources.h"
#include "api/values.h"

struct judgement {
    struct defect_change change;
    const char *gate;
    bool could, back;
};

static json_t *pack_gate(const struct rows *rows, size_t row)
{
    enum { GATE, NAME, STAGE, BEFORE, COULD, WHY, AT };
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "gate", value_text(rows, row, NAME), "stage",
                     value_text(rows, row, STAGE), "before", value_bool(rows, row, BEFORE),
                     "could_have_caught", value_bool(rows, row, COULD), "why",
                     value_text(rows, row, WHY), "judged_at", value_time(rows, row, AT));
}

static enum err_code answer(struct request *request, int64_t defect_id, struct reply *reply,
                            struct err *err)
{
    auto_params struct params params = {0};
    auto_rows struct rows *rows = NULL;
    params_int(&params, request_project_id(request));
    params_int(&params, defect_id);
    params_null(&params);
    try_(db_run(request_db(request), QUERY_DEFECT_GATES, &params, &rows, err));
    return reply_json(reply, 200, json_pack("{s:o}", "items", value_list(rows, pack_gate)), err);
}

/* GET /api/v1/projects/{project}/defects/{defect}/gates */
enum err_code defect_gates_list(struct request *request, struct reply *reply, struct err *err)
{
    auto_rows struct rows *rows = NULL;
    int64_t id;
    try_(request_path_id(request, "defect", &id, err));
    try_(defect_find(request, id, &rows, err));
    return answer(request, id, reply, err);
}

static enum err_code judge(struct db *db, void *context, struct err *err)
{
    struct judgement *judged = context;
    return defect_judge(db, &judged->change, judged->gate, judged->back ? NULL : &judged->could,
                        err);
}

static enum err_code begin(struct request *request, struct judgement *judged, struct err *err)
{
    *judged = (struct judgement){.gate = request_path(request, "gate")};
    return defect_begin(request, "defect", &judged->change, err);
}

/* PUT /api/v1/projects/{project}/defects/{defect}/gates/{gate} */
enum err_code defect_gates_put(struct request *request, struct reply *reply, struct err *err)
{
    static const char *const fields[] = {"could_have_caught", "why", NULL};
    struct judgement judged;
    bool given;
    json_t *body;
    try_(begin(request, &judged, err));
    try_(request_json(request, &body, err));
    try_(request_fields(body, fields, err));
    try_(field_bool(body, "could_have_caught", &given, &judged.could, err));
    try_(request_field_text(body, "why", DEFECT_WHY_MAX, &judged.change.reason, err));
    if (!given || !judged.change.reason || !*judged.change.reason)
        return err_set(err, ERR_INVALID, "field \"%s\": needed",
                       given ? "why" : "could_have_caught");
    try_(db_transaction(request_db(request), judge, &judged, err));
    return answer(request, judged.change.defect_id, reply, err);
}

/* DELETE /api/v1/projects/{project}/defects/{defect}/gates/{gate} */
enum err_code defect_gates_remove(struct request *request, struct reply *reply, struct err *err)
{
    struct judgement judged;
    try_(begin(request, &judged, err));
    judged.back = true;
    try_(db_transaction(request_db(request), judge, &judged, err));
    return answer(request, judged.change.defect_id, reply, err);
}

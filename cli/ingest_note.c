#include "cli/ingest_note.h"

#include "api/refusal.h"
#include "api/reply_internal.h"
#include "cli/session.h"
#include "ingest/upload.h"

static enum err_code store(struct db *db, const struct ingest_note *note, int32_t project_id,
                           const struct err *why, struct err *err)
{
    char file[REFUSAL_FILE_MAX + 1];
    int64_t line = 0;
    bool placed = refusal_place(why->message, file, &line), noted;
    struct refusal refusal = {
        .project_id = project_id,
        .now = note->now,
        .actor = "cli",
        .problem = problem_rows[problem_of(why->code)].name,
        .detail = why->message,
        .file = placed ? file : NULL,
        .line = line,
        .bytes = note->bytes,
        .parameters = refusal_parameters(),
    };
    for (size_t i = 0; upload_parameters[i]; i++)
        if (note->values[i])
            refusal_add_parameter(refusal.parameters, upload_parameters[i], note->values[i]);
    enum err_code code = refusal_store(db, &refusal, &noted, err);
    if (code == ERR_OK && !noted)
        code = refusal_count(db, project_id, 1, err);
    json_decref(refusal.parameters);
    return code;
}

void ingest_note(const struct ingest_note *note, const struct err *err)
{
    if (err->code != ERR_INVALID && err->code != ERR_LIMIT && err->code != ERR_NOT_FOUND)
        return;
    struct err unsaid = {0};
    auto_db struct db *db = NULL;
    int32_t project_id;
    if (session_open(&db, &unsaid) == ERR_OK &&
        session_project(db, note->project, false, &project_id, &unsaid) == ERR_OK &&
        store(db, note, project_id, err, &unsaid) == ERR_OK)
        return;
}

#include "api/lookup.h"

#include <string.h>

#include "api/oidc.h"
#include "api/public.h"
#include "common/clock.h"

struct auth_question lookup_question(const struct request *request)
{
    const char *project = NULL;
    for (int i = 0; i < request->segment_count; i++)
        if (strcmp(request->segments[i].name, "project") == 0)
            project = request->segments[i].text;
    return (struct auth_question){request->token, project, request->now};
}

/* Who shows no token is not remembered: each upload asks how many there were. */
static enum err_code find_public(struct request *request, struct db *db)
{
    enum err_code code = public_find(db, request->project, request->now, &request->caller,
                                     &request->project_id, &request->err);
    if (code == ERR_LIMIT)
        request->problem = PROBLEM_TOO_MANY;
    return code;
}

enum err_code lookup_find(struct request *request, struct auth_memory *memory, struct db *db)
{
    struct auth_question question = lookup_question(request);
    request->project = question.project;
    if (request->is_public)
        return find_public(request, db);
    if (!request->id_token)
        return auth_find(memory, db, &question, &request->arena, &request->caller,
                         &request->project_id, &request->err);
    if (!request->match)
        request->match = arena_zalloc(&request->arena, 1, sizeof *request->match);
    if (!request->match)
        return err_nomem(&request->err);
    return oidc_match(db, request->id_token, question.project, request->now, &request->arena,
                      request->match, &request->err);
}

/* Only now is anything of the token believed: until then the request has no caller. */
enum err_code lookup_verify(struct request *request, struct auth_memory *memory)
{
    if (!request->id_token)
        return ERR_OK;
    const struct oidc_match *match = request->match;
    struct auth_question question = lookup_question(request);
    double asked = clock_monotonic();
    enum err_code code = oidc_verify(match, &request->err);
    if (code == ERR_UNAVAILABLE)
        request->detail = "the keys of the issuer of the ID token cannot be had; try again in a "
                          "moment";
    try_(code);
    request->caller = match->caller;
    request->project_id = match->caller.project_id;
    auth_remember(memory, &question, &request->caller, request->project_id, match->expires_at,
                  asked);
    return ERR_OK;
}

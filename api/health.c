/* Is it alive, and can it serve: for whatever starts it and sends it work. */
#include "api/handlers.h"
#include "api/request_internal.h"

#include "common/migrate.h"

/* GET /healthz: no more than that the process lives, so that a database that is down does not get
 * the service restarted. */
enum err_code healthz(struct request *request, struct reply *reply, struct err *err)
{
    (void)request;
    return reply_bytes(reply, 200, "text/plain; charset=utf-8", "ok\n", 3, err);
}

/* GET /readyz: the database answered, or this would not run; is its schema ours? */
enum err_code readyz(struct request *request, struct reply *reply, struct err *err)
{
    enum err_code code = migrate_check(request_db(request), err);
    if (code == ERR_CONFLICT) /* as an answer this is no clash with what the client sent */
        request->problem = PROBLEM_UNAVAILABLE;
    if (code != ERR_OK) {
        request->detail = "the schema of the database is not the one of this program: run "
                          "`escapement migrate`; the log says more";
        return code;
    }
    return reply_bytes(reply, 200, "text/plain; charset=utf-8", "ready\n", 6, err);
}

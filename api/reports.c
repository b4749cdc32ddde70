/* Uploads: the body becomes a report; once it is whole, it is stored and judged. A large one is
 * read while it arrives, on a thread of the server, so that it never stands in memory as text. A
 * small one is kept, and read while the database begins with what needs nothing of it: reading is
 * a quarter of the time of such an upload. */
#include "api/reports.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/handlers.h"
#include "api/intake.h"
#include "api/metrics.h"
#include "api/quarantine.h"
#include "api/report_answer.h"
#include "api/request_internal.h"
#include "api/server.h"
#include "common/auto.h"
#include "ingest/bundle.h"
#include "ingest/retries.h"

/* What the body is called where its file would be named. */
static const char body_name[] = "body";

enum { KEPT_MAX = 256 * 1024 /* bytes: the row of a commit is locked while they are read */ };

struct report_body {
    struct request *request;
    struct upload upload;
    struct report report;
    struct bundle *bundle;              /* once it is read */
    struct sha256 *digest;              /* of what is read while it arrives */
    unsigned char content[SHA256_SIZE]; /* once it is digested, or closed */
    bool digested;
    struct text kept; /* all that came, to be read at the end; or empty */
};

/* ---- While it arrives ---------------------------------------------------------------------- */

/* What a body is, its first bytes say: media types are taken for what they are often, a guess. A
 * form is no file, and what was packed in another way could not be read. */
static enum err_code check_headers(struct request *request, struct err *err)
{
    static const char *const codings[] = {"identity", "gzip",  "x-gzip", "zstd",
                                          "xz",       "bzip2", NULL};
    const char *type = request->content_type, *coding = request->content_encoding;
    bool known = !coding;
    for (size_t i = 0; !known && codings[i]; i++)
        known = strcasecmp(coding, codings[i]) == 0;
    bool form = type && strncasecmp(type, "multipart/form-data", 19) == 0;
    if (known && !form)
        return ERR_OK;
    request->problem = PROBLEM_MEDIA_TYPE;
    return err_set(err, ERR_INVALID,
                   "body: it is sent as %.60s; send a file as it is: a JUnit XML, packed with gzip "
                   "or zstd or not, or a tar or zip of many (curl --data-binary @FILE)",
                   form ? type : coding);
}

static enum err_code read_parameters(struct request *request, struct upload *upload,
                                     struct err *err)
{
    for (size_t i = 0; i < request->query_count; i++)
        try_(
            upload_set(upload, request->query[i].name, request->query[i].value, request->now, err));
    return upload_settle(upload, err);
}

enum err_code report_body_open(struct request *request, struct report_body **out, struct err *err)
{
    try_(check_headers(request, err));
    struct report_body *body = calloc(1, sizeof *body);
    if (!body)
        return err_nomem(err);
    body->request = request;
    body->kept.limit = KEPT_MAX;
    upload_init(&body->upload);
    report_init(&body->report);
    enum err_code code = read_parameters(request, &body->upload, err);
    if (code == ERR_OK)
        *out = body;
    else
        report_body_free(body);
    return code;
}

/* Says that it is the report that cannot be read, and in the problem document which file, and where
 * in it. */
static enum err_code note_place(struct report_body *body, enum err_code code, struct err *err)
{
    if (code != ERR_INVALID && code != ERR_LIMIT)
        return code;
    int64_t line;
    body->request->unreadable = true;
    const char *file = bundle_place(body->bundle, err, &line);
    request_problem_member(body->request, "file", json_string(file));
    if (line > 0)
        request_problem_member(body->request, "line", json_integer(line));
    return code;
}

/* Whether it is small and XML: what is packed may be large. Who shows no token gets no lock. */
static bool is_small(const struct report_body *body, char first)
{
    const struct request *request = body->request;
    return request->content_length > 0 && request->content_length <= KEPT_MAX &&
           !request->caller.is_public && (first == '<' || first == '\xEF');
}

static enum err_code open_bundle(struct report_body *body, struct err *err)
{
    try_(bundle_new(&body->report, &body->bundle, err));
    enum err_code code = bundle_begin(body->bundle, body_name, BUNDLE_GIVEN, err);
    if (code != ERR_OK)
        bundle_free(take(body->bundle));
    return code;
}

/* To read it while it arrives. */
static enum err_code open_reader(struct report_body *body, struct err *err)
{
    try_(open_bundle(body, err));
    return sha256_new(&body->digest, err);
}

enum err_code report_body_feed(struct report_body *body, const char *bytes, size_t len,
                               size_t *taken, struct err *err)
{
    *taken = len;
    if (body->kept.len > 0 || (!body->bundle && is_small(body, bytes[0]))) {
        text_append(&body->kept, bytes, len);
        return body->kept.failed ? err_nomem(err) : ERR_OK;
    }
    if (!body->bundle)
        try_(open_reader(body, err));
    enum err_code code = bundle_feed(body->bundle, bytes, len, taken, err);
    sha256_add(body->digest, bytes, *taken);
    return note_place(body, code, err);
}

void report_body_end(struct report_body *body)
{
    if (!body->bundle)
        return;
    if (body->digest)
        sha256_end(take(body->digest), body->content);
    bundle_end(body->bundle);
}

bool report_body_is_ready(struct report_body *body)
{
    return !body->bundle || bundle_is_ready(body->bundle);
}

void report_body_when_ready(struct report_body *body, void (*wake)(void *context), void *context)
{
    bundle_when_ready(body->bundle, wake, context);
}

int64_t report_body_expanded(const struct report_body *body)
{
    return body->bundle ? bundle_expanded(body->bundle) : 0;
}

enum err_code report_body_close(struct report_body *body, struct err *err)
{
    if (body->kept.len > 0)
        return ERR_OK;
    if (!body->bundle) { /* nothing came */
        try_(open_reader(body, err));
        report_body_end(body);
    }
    try_(note_place(body, bundle_close(body->bundle, err), err));
    bundle_free(take(body->bundle));
    return retries_settle(&body->report, err);
}

static void digest_kept(void *context)
{
    struct report_body *body = context;
    sha256_of(body->kept.data, body->kept.len, body->content);
    body->digested = true;
}

/* Reads what was kept. */
static enum err_code read_kept(void *context, struct err *err)
{
    struct report_body *body = context;
    if (!body->digested)
        digest_kept(body);
    try_(open_bundle(body, err));
    struct text kept = body->kept;
    body->kept = (struct text){.data = NULL};
    enum err_code code = note_place(body, bundle_put(body->bundle, kept.data, kept.len, err), err);
    text_free(&kept);
    try_(code);
    report_body_end(body);
    return report_body_close(body, err);
}

enum err_code report_body_look(struct report_body *body, struct err *err)
{
    return body->kept.len > 0 ? read_kept(body, err) : ERR_OK;
}

void report_body_free(struct report_body *body)
{
    if (!body)
        return;
    text_free(&body->kept);
    bundle_free(body->bundle);
    sha256_free(body->digest);
    report_free(&body->report);
    upload_free(&body->upload);
    free(body);
}

/* ---- The routes ---------------------------------------------------------------------------- */

/* Where the report can be read again: the answer names it. */
static enum err_code add_location(struct request *request, struct reply *reply, struct err *err)
{
    auto_text struct text place = {0};
    text_printf(&place, "/api/v1/projects/%s/reports/%s", request_project(request),
                reply_header_get(reply, "Escapement-Report"));
    if (place.failed)
        return err_nomem(err);
    return reply_header(reply, "Location", text_get(&place), err);
}

/* POST /api/v1/projects/{project}/reports */
enum err_code reports_create(struct request *request, struct reply *reply, struct err *err)
{
    struct report_body *body = request->report;
    struct intake intake = {.project_id = request_project_id(request),
                            .upload = &body->upload,
                            .report = &body->report,
                            .read = body->kept.len > 0 ? read_kept : NULL,
                            .digest = digest_kept,
                            .context = body,
                            .content = body->content,
                            .distrust = request_caller(request)->distrust,
                            .is_public = request_caller(request)->is_public,
                            .now = request_now(request)};
    intake.known = server_known(request->server);
    body->report.bytes = request->bytes_in;
    struct intake_answer answer = {0};
    enum err_code code = intake_run(request_db(request), &intake, &answer, err);
    if (answer.full)
        request->problem = PROBLEM_TOO_MANY;
    if (!request->unreadable)
        quarantine_note_change(request); /* also when it is not known whether it was stored */
    try_(code);
    if (!answer.replayed)
        metrics_upload(answer.pass, body->report.case_count);
    bool replayed = answer.replayed;
    code = report_answer(request, reply, replayed ? 200 : 201, answer.document, take(answer.body),
                         err);
    intake_answer_free(&answer);
    try_(code);
    if (replayed)
        try_(reply_header(reply, "Idempotency-Replayed", "true", err));
    return add_location(request, reply, err);
}

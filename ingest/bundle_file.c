#include "ingest/bundle_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/archive.h"
#include "common/auto.h"
#include "common/config.h"
#include "ingest/left_out.h"

enum { NO_OWNERS = 1000, TOLD = 3, WHY = 160 };

static const char link_why[] = "a link, which leads nowhere in a bundle";

void bundle_files_init(struct bundle_files *files, struct report *report)
{
    memset(files, 0, sizeof *files);
    files->report = report;
    files->owners_rank = NO_OWNERS;
}

void bundle_files_free(struct bundle_files *files)
{
    junit_free(files->junit);
    text_free(&files->path);
    text_free(&files->owners);
    arena_free(&files->arena);
}

/* ---- one file -------------------------------------------------------------------------------- */

enum err_code bundle_file_begin(struct bundle_files *files, const char *path, const char *why,
                                struct err *err)
{
    junit_free(take(files->junit));
    text_clear(&files->path);
    text_puts(&files->path, path);
    text_clear(&files->owners);
    files->owners.limit = (size_t)config.max_codeowners_bytes;
    files->kind = bundle_path_kind(path);
    files->open = true;
    files->begun = false;
    files->why = why;
    files->prolog = (struct prolog){0};
    err_clear(&files->refused);
    if (files->path.failed)
        return err_nomem(err);
    if (why || files->kind != BUNDLE_PATH_XML)
        return ERR_OK;
    return junit_open(files->report, path, &files->junit, err);
}

/* A refusal of the file is kept, as it need not be one of the bundle. */
static enum err_code keep_refusal(struct bundle_files *files, enum err_code code, struct err *err)
{
    if (code != ERR_INVALID || files->refused.code != ERR_OK)
        return code;
    files->refused = *err;
    err_clear(err);
    return ERR_OK;
}

static enum err_code read_xml(struct bundle_files *files, const char *bytes, size_t len,
                              struct err *err)
{
    prolog_feed(&files->prolog, bytes, len);
    if (files->refused.code != ERR_OK)
        return ERR_OK;
    return keep_refusal(files, junit_feed(files->junit, bytes, len, err), err);
}

enum err_code bundle_file_data(struct bundle_files *files, const char *bytes, size_t len,
                               struct err *err)
{
    if (!files->begun && !files->junit && !files->why && archive_is_one(bytes, len))
        files->why = "an archive in the archive: pack the reports that are in it directly";
    files->begun = true;
    if (files->junit)
        return read_xml(files, bytes, len, err);
    if (files->kind == BUNDLE_PATH_CODEOWNERS)
        text_append(&files->owners, bytes, len);
    return ERR_OK;
}

static void leave_out(struct bundle_files *files, const char *why)
{
    report_leave_out(files->report, text_get(&files->path), why);
}

static enum err_code keep_owners(struct bundle_files *files, struct err *err)
{
    struct report *report = files->report;
    const struct text *text = &files->owners;
    int rank = bundle_path_owners_rank(text_get(&files->path));
    bool is_text = !text->failed && text_is_utf8(text_get(text), text->len) &&
                   strlen(text_get(text)) == text->len;
    if (!is_text || rank > files->owners_rank) {
        leave_out(files, text->failed ? "larger than max_codeowners_bytes"
                         : is_text    ? "another CODEOWNERS goes before it"
                                      : "it is not UTF-8 text");
        return ERR_OK;
    }
    struct report_codeowners *owners = arena_alloc(&report->arena, sizeof *owners);
    if (!owners)
        return err_nomem(err);
    owners->name = arena_text(&report->arena, text_get(&files->path), files->path.len);
    owners->text = arena_text(&report->arena, text_get(text), text->len);
    if (!owners->name || !owners->text)
        return err_nomem(err);
    if (report->codeowners)
        report_leave_out(report, report->codeowners->name, "another CODEOWNERS goes before it");
    report->codeowners = owners;
    files->owners_rank = rank;
    return ERR_OK;
}

/* What the reader said, without the place. */
static const char *reason_of(const struct bundle_files *files)
{
    const char *reason = files->refused.message;
    if (text_starts(reason, text_get(&files->path)))
        reason += files->path.len;
    return reason + strspn(reason, ":0123456789 ");
}

static enum err_code add_unread(struct bundle_files *files, struct err *err)
{
    const char *why = reason_of(files);
    struct bundle_unread *added = arena_zalloc(&files->arena, 1, sizeof *added);
    if (!added)
        return err_nomem(err);
    added->path = arena_text(&files->arena, text_get(&files->path), files->path.len);
    added->why = arena_text(&files->arena, why, strlen(why));
    if (!added->path || !added->why)
        return err_nomem(err);
    if (files->unread)
        files->last_unread->next = added;
    else
        files->unread = added;
    files->last_unread = added;
    return ERR_OK;
}

/* The format of test results that <@root> begins, which may be all that some tests have; or NULL.
 */
static const char *other_results(const char *root)
{
    static const struct {
        const char *root, *format;
    } known[] = {{"test-run", "NUnit"},       {"test-results", "NUnit"},
                 {"assemblies", "xUnit.net"}, {"assembly", "xUnit.net"},
                 {"TestRun", "TRX"},          {"testng-results", "TestNG"},
                 {"robot", "Robot Framework"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(root, known[i].root) == 0)
            return known[i].format;
    return NULL;
}

static void leave_out_root(struct bundle_files *files, const char *root)
{
    const char *format = other_results(root);
    char why[WHY];
    if (format)
        snprintf(why, sizeof why, "test results of %s, convert them to JUnit XML", format);
    else
        snprintf(why, sizeof why, "its root element is <%s>, so it is no JUnit report", root);
    files->other_results += format != NULL;
    leave_out(files, why);
}

/* The reader has refused a file that is called *.xml. */
static enum err_code settle_refused(struct bundle_files *files, struct err *err)
{
    const struct prolog *prolog = &files->prolog;
    const char *root = *prolog->root ? prolog->root : prolog->doctype;
    bool html = strcasecmp(root, "html") == 0;
    bool junit = prolog_is_junit(prolog->root) || prolog_is_junit(prolog->doctype);
    enum junit_refusal refusal = junit_refusal(files->junit);
    bool declared = refusal == JUNIT_DOCTYPE;
    switch (refusal) {
    case JUNIT_NO_XML:
        return add_unread(files, err);
    case JUNIT_DOCTYPE:
    case JUNIT_OTHER_ROOT:
        if (html)
            return add_unread(files, err);
        if (!junit && *root && (*prolog->doctype || !declared)) {
            leave_out_root(files, root);
            return ERR_OK;
        }
        break;
    case JUNIT_NOT_REFUSED:
    case JUNIT_OTHERWISE:
        break;
    }
    *err = files->refused;
    return err->code;
}

static enum err_code end_xml(struct bundle_files *files, struct err *err)
{
    if (files->refused.code == ERR_OK)
        try_(keep_refusal(files, junit_close(files->junit, err), err));
    if (files->refused.code != ERR_OK)
        return settle_refused(files, err);
    files->read++;
    return ERR_OK;
}

enum err_code bundle_file_end(struct bundle_files *files, struct err *err)
{
    files->open = false;
    if (files->junit) {
        enum err_code code = end_xml(files, err);
        junit_free(take(files->junit));
        return code;
    }
    if (files->why)
        leave_out(files, files->why);
    else if (files->kind == BUNDLE_PATH_ATTACHMENT)
        report_leave_out(files->report, NULL, "");
    else if (files->kind == BUNDLE_PATH_CODEOWNERS)
        return keep_owners(files, err);
    else
        leave_out(files, "not called *.xml");
    return ERR_OK;
}

void bundle_file_was_link(struct bundle_files *files, const char *path)
{
    for (struct bundle_unread *at = files->unread; at; at = at->next)
        if (at->path && strcmp(at->path, path) == 0) {
            report_leave_out(files->report, at->path, link_why);
            at->path = NULL;
            return;
        }
}

/* ---- all of them ----------------------------------------------------------------------------- */

static enum err_code refuse_all(const struct bundle_files *files, struct err *err)
{
    const struct report *report = files->report;
    auto_text struct text list = {0};
    size_t told = 0, unread = 0;
    for (const struct bundle_unread *at = files->unread; at; at = at->next) {
        unread += at->path != NULL;
        if (at->path && told < TOLD)
            text_printf(&list, "%s%.80s: %.100s", told++ ? "; " : "", at->path, at->why);
    }
    for (size_t i = 0; i < report->left_out_count && told < TOLD; i++)
        text_printf(&list, "%s%.80s: %.100s", told++ ? "; " : "", report->left_out[i].name,
                    report->left_out[i].why);
    return err_set(err, ERR_INVALID,
                   "no JUnit report is in it: %zu files were left out and %zu called *.xml are "
                   "none%s%.300s",
                   report->left_out_files, unread, told ? "; " : "",
                   text_get(&list) ? text_get(&list) : "");
}

enum err_code bundle_files_flush(struct bundle_files *files, struct err *err)
{
    for (struct bundle_unread *at = files->unread; at; at = at->next) {
        if (at->path && !at->added)
            try_(report_add_unread(files->report, at->path, "unread", at->why, err));
        at->added = true;
    }
    return ERR_OK;
}

enum err_code bundle_files_end(struct bundle_files *files, struct err *err)
{
    if (files->read == 0)
        return refuse_all(files, err);
    enum err_code code = bundle_files_flush(files, err);
    files->unread = NULL;
    if (files->other_results)
        report_warn(files->report, 0, "other_results", 0, 0,
                    "%zu file%s of test results in another format were not read",
                    files->other_results, files->other_results == 1 ? "" : "s");
    files->other_results = 0;
    return code;
}

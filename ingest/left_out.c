#include "ingest/left_out.h"

#include <string.h>

#include "common/config.h"

void report_leave_out(struct report *report, const char *name, const char *why)
{
    report->left_out_files++;
    if (!name || report->left_out_count >= (size_t)config.max_left_out)
        return;
    struct report_left_out *list =
        arena_grow(&report->arena, report->left_out, report->left_out_count,
                   &report->left_out_capacity, sizeof *report->left_out);
    if (!list)
        return;
    report->left_out = list;
    struct report_left_out *added = &list[report->left_out_count];
    added->name = arena_text(&report->arena, name, strlen(name));
    added->why = arena_text(&report->arena, why, strlen(why));
    report->left_out_count += added->name && added->why;
}

json_t *left_out_pack(const struct report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->left_out_count; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "file", report->left_out[i].name,
                                              "reason", report->left_out[i].why));
    return list;
}

enum err_code report_add_unread(struct report *report, const char *name, const char *code,
                                const char *why, struct err *err)
{
    struct report_file *file;
    try_(report_add_file(report, name, &file, err));
    file->damaged = report->damaged = true;
    report_warn(report, (uint32_t)(report->file_count - 1), code, 0, 0, "%s", why);
    return ERR_OK;
}

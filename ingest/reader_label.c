#include "ingest/reader_label.h"

#include <ctype.h>
#include <string.h>

#include "common/text.h"
#include "ingest/reader_internal.h"

static const struct {
    const char *name;
    enum label label;
    unsigned char rank;
} names[] = {
    {"owner", LABEL_OWNER, 1},
    {"test.owner", LABEL_OWNER, 2},
    {"escapement.owner", LABEL_OWNER, 3},
    {"layer", LABEL_LAYER, 1},
    {"test.layer", LABEL_LAYER, 2},
    {"escapement.layer", LABEL_LAYER, 3},
    {"population", LABEL_POPULATION, 1},
    {"test.population", LABEL_POPULATION, 2},
    {"escapement.population", LABEL_POPULATION, 3},
};

static const char **field_of(struct labels *labels, enum label label)
{
    return label == LABEL_OWNER   ? &labels->owner
           : label == LABEL_LAYER ? &labels->layer
                                  : &labels->population;
}

static bool same(struct slice text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.at, word, text.len) == 0;
}

/* The set of the innermost suite, as its own: what it has of the suites around it is copied. */
static struct label_set *set_of_suite(struct reader *reader)
{
    struct frame *frame = &reader->frames[reader->frame_count - 1];
    const struct label_set *around = reader->frame_count > 1 ? frame[-1].labels : NULL;
    if (frame->labels != around)
        return frame->labels;
    struct label_set *own = arena_zalloc(&reader->report->arena, 1, sizeof *own);
    if (own && around)
        own->labels = around->labels;
    frame->labels = own;
    return own;
}

static enum err_code keep(struct reader *reader, struct slice value, struct err *err)
{
    const struct open_property *property = &reader->labels.property;
    struct label_set *set = reader->open.row ? &reader->labels.set : set_of_suite(reader);
    if (!set)
        return err_nomem(err);
    while (value.len && isspace((unsigned char)value.at[value.len - 1]))
        value.len--;
    while (value.len && isspace((unsigned char)*value.at))
        value.at++, value.len--;
    if (!value.len || set->ranks[property->label] > property->rank)
        return ERR_OK;
    const char *copy = arena_text(&reader->report->arena, value.at, value.len);
    if (!copy)
        return err_nomem(err);
    const char *fault = label_fault(property->label, copy);
    if (fault) {
        if (!reader->labels.warned)
            report_warn(reader->report, reader->file_index, "unknown_label", property->line, 0,
                        "the %s \"%.40s\" was left out: %s; more of its kind are not told",
                        label_names[property->label], copy, fault);
        reader->labels.warned = true;
        return ERR_OK;
    }
    if (!reader->open.row && !reader->labels.warned &&
        reader->report->case_count > reader->frames[reader->frame_count - 1].first_case) {
        report_warn(reader->report, reader->file_index, "late_label", property->line, 0,
                    "the %s of a suite stands behind cases of it, and holds for the rest only",
                    label_names[property->label]);
        reader->labels.warned = true;
    }
    *field_of(&set->labels, property->label) = copy;
    set->ranks[property->label] = property->rank;
    reader->labels.told = reader->labels.told || reader->open.row;
    return ERR_OK;
}

enum err_code property_start(struct reader *reader, const struct attributes *attributes,
                             int64_t line, struct err *err)
{
    if (reader->open.child || reader->labels.property.depth || !has(attributes, ATTRIBUTE_NAME))
        return ERR_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!same(attributes->values[ATTRIBUTE_NAME], names[i].name))
            continue;
        reader->labels.property = (struct open_property){.depth = reader->depth,
                                                         .label = names[i].label,
                                                         .rank = names[i].rank,
                                                         .told = has(attributes, ATTRIBUTE_VALUE),
                                                         .line = line};
        excerpt_clear(&reader->details);
        return reader->labels.property.told ? keep(reader, attributes->values[ATTRIBUTE_VALUE], err)
                                            : ERR_OK;
    }
    return ERR_OK;
}

enum err_code property_end(struct reader *reader, struct err *err)
{
    enum err_code code = ERR_OK;
    if (!reader->labels.property.told) {
        struct arena scratch = {0};
        const char *text = excerpt_keep(&reader->details, &scratch);
        code = text ? keep(reader, (struct slice){text, strlen(text)}, err) : err_nomem(err);
        arena_free(&scratch);
    }
    excerpt_clear(&reader->details);
    reader->labels.property.depth = 0;
    return code;
}

/* What the case says, and of the rest what its suite says. */
static const struct labels *joined(struct reader *reader, const struct label_set *suite)
{
    if (!reader->labels.told)
        return &suite->labels;
    struct labels *all = arena_zalloc(&reader->report->arena, 1, sizeof *all);
    if (!all)
        return NULL;
    *all = reader->labels.set.labels;
    if (suite && !all->owner)
        all->owner = suite->labels.owner;
    if (suite && !all->layer)
        all->layer = suite->labels.layer;
    if (suite && !all->population)
        all->population = suite->labels.population;
    return all;
}

enum err_code labels_of_case(struct reader *reader, struct err *err)
{
    struct report *report = reader->report;
    const struct label_set *suite = reader->frames[reader->frame_count - 1].labels;
    if (!suite && !reader->labels.told)
        return ERR_OK;
    reader->labels.property.depth = 0;
    const struct labels *labels = joined(reader, suite);
    struct report_label *list =
        labels ? arena_grow(&report->arena, report->labels, report->label_count,
                            &report->label_capacity, sizeof *list)
               : NULL;
    if (!list)
        return err_nomem(err);
    report->labels = list;
    list[report->label_count++] = (struct report_label){(uint32_t)(report->case_count - 1), labels};
    if (reader->labels.told) {
        reader->labels.set = (struct label_set){.labels = {NULL, NULL, NULL}};
        reader->labels.told = false;
    }
    return ERR_OK;
}

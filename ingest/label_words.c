#include "ingest/label_words.h"

#include <string.h>

#include "common/text.h"

const char *const label_names[LABEL__MAX] = {"owner", "layer", "population"};

const char *const label_layers[] = {
    "static", "unit",     "integration",   "contract",   "e2e",       "exploratory", "performance",
    "chaos",  "security", "accessibility", "generative", "synthetic", NULL};

static const char *layer_fault(const char *value)
{
    for (size_t i = 0; label_layers[i]; i++)
        if (strcmp(value, label_layers[i]) == 0)
            return NULL;
    return "give one of static, unit, integration, contract, e2e, exploratory, performance, "
           "chaos, security, accessibility, generative, synthetic";
}

static const char *population_fault(const char *value)
{
    static const char all[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t len = strlen(value);
    return len && len <= LABEL_POPULATION_MAX && strspn(value, all) == len
               ? NULL
               : "give 1 to 64 of a-z, 0-9, dot, dash and underscore";
}

static const char *owner_fault(const char *value)
{
    size_t len = strlen(value);
    bool good = len && len <= LABEL_OWNER_MAX && text_is_utf8(value, len);
    for (const char *at = value; *at && good; at++)
        good = (unsigned char)*at >= ' ' && *at != 0x7F;
    return good ? NULL : "give 1 to 255 bytes in one line";
}

const char *label_fault(enum label label, const char *value)
{
    return label == LABEL_LAYER        ? layer_fault(value)
           : label == LABEL_POPULATION ? population_fault(value)
                                       : owner_fault(value);
}

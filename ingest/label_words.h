/* Labels of a test: whose it is and where it stands. What may be said for each. */
#ifndef INGEST_LABEL_WORDS_H
#define INGEST_LABEL_WORDS_H

#include <stdint.h>

enum label { LABEL_OWNER, LABEL_LAYER, LABEL_POPULATION, LABEL__MAX };

/* All of one test; NULL: none. */
struct labels {
    const char *owner, *layer, *population;
};

/* What the files of a report say of a case. */
struct report_label {
    uint32_t case_index;
    const struct labels *labels; /* often shared with other cases */
};

enum { LABEL_OWNER_MAX = 255, LABEL_POPULATION_MAX = 64 };

extern const char *const label_names[LABEL__MAX];

/* The layers there are; ends in NULL. */
extern const char *const label_layers[];

/* NULL when @value can be that label; else what would do. */
const char *label_fault(enum label label, const char *value);

#endif

/* A history judged after every report by the product's own pure functions, and by three simple
 * rules beside them. What is done here around them is what the program does in PostgreSQL: results
 * become cells, cells become events. */
#ifndef TESTS_BENCH_JUDGED_H
#define TESTS_BENCH_JUDGED_H

#include "analyzer/settings.h"
#include "tests/bench/history.h"

enum rule {
    RULE_ENTRY,       /* ours: events, outage filter, e-value, broken filter, floor of costs */
    RULE_ALONE,       /* the same with e-BH, as where rules act by themselves */
    RULE_RETRY,       /* passed on a retry once */
    RULE_TWO_AND_ONE, /* passed on a retry twice and in 1 % of its runs */
    RULE_FLIP_RATE,   /* of the last 64 results on main, 5 % differ from the one before */
    RULE__MAX
};

/* A cell: one test on one commit. */
struct counted {
    unsigned char passes, fails; /* that count as evidence */
    unsigned char retried;       /* in the report, to a pass: counts too */
    unsigned char all_fails;     /* those of incidents too: for the broken filter */
    unsigned char flakes;        /* known only to the generator: fails by being flaky, */
    unsigned char known_fails;   /* and all but those of outages and cascades */
};

/* A test, as far as it was seen. */
struct seen {
    int passes, runs, commits; /* commits of main on which it passed */
    int retried, flipped, blips;
    int raw_flips, visible_retried;
    bool ever_failed;
    uint64_t recent; /* results on main, 1 failed; for the flip rate */
    int recent_count;
    int64_t first_second;
    double log_e;
    bool entered[RULE__MAX];
    bool while_broken; /* entered by our rule during a lasting regression */
};

struct judged {
    struct settings settings;
    const struct history *history;
    struct seen *tests;
    struct counted *main, *branches; /* cells, test by test */
    unsigned char *blip_at;          /* of cells of main */
    struct kept *kept;               /* small runs of the last minute */
    int kept_count;
    int last_commit;
    int64_t second;
    int reports;
};

void judged_init(struct judged *judged, const struct history *history);
void judged_run(struct judged *judged, const struct run *run);
void judged_free(struct judged *judged);

/* How many flakes of a test a perfect observer sees in what is stored: failures that the generator
 * made by being flaky, in a cell with a pass or alone between two commits that passed. */
int judged_visible(const struct judged *judged, int test);

#endif

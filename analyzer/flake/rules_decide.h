/* What the rules say of one test. Pure: everything that is known of it, and of the room that is
 * left, is handed in. */
#ifndef ANALYZER_FLAKE_RULES_DECIDE_H
#define ANALYZER_FLAKE_RULES_DECIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/settings.h"

struct rules_test {
    int32_t test_id;
    const char *path;  /* suite/class/name */
    const char *owner; /* or NULL */
    /* its score */
    double log_e, broken, rate;
    /* how often it ran, where, and since how many days it is known */
    double runs, protected_runs, passes, days;
    /* its open quarantine */
    int64_t quarantine_id; /* 0: none */
    bool in_force;
    double events; /* of its evidence: in distinct runs */
    double returns;
    double base_passes; /* NAN: not looked at yet */
    double failures;    /* failing runs since then */
    bool told_broken, broken_folded;
    bool guarded;
    const char *waits, *waits_why; /* what its proposal was found to wait for; NULL: nothing */
};

/* What holds for the whole project. */
struct rules_frame {
    const struct settings *settings;
    bool auto_activate;
    double review_days;
    bool has_streams; /* some report was of a protected branch */
    double bar;       /* log e-value that it takes where rules act by themselves */
};

/* How much is in quarantine, of how much: of the project, or of an owner. */
struct rules_budget {
    double tests, held;
};

enum { RULES_WHY_SIZE = 320 };

/* True when a proposal may come in force. Else *@word and @why say what it waits for: guard,
 * protected, the words of entry.h, new_test, person. */
bool rules_enter(const struct rules_frame *frame, const struct rules_test *test, const char **word,
                 char why[RULES_WHY_SIZE]);

/* True when there is room for one more in @all and @owner (NULL: nobody's). The same. */
bool rules_room(const struct settings *settings, const struct rules_budget *all,
                const struct rules_budget *owner, const char **word, char why[RULES_WHY_SIZE]);

/* True when a test in quarantine is proved to be mended. @why says by what. */
bool rules_released(const struct settings *settings, const struct rules_test *test,
                    char why[RULES_WHY_SIZE]);

/* Why a person may not quarantine a test either; NULL: nothing speaks against it. */
const char *rules_never(const struct settings *settings, const char *path, bool guarded,
                        double broken, const char **word);

#endif

/* Alarms: a regression may be hiding behind a quarantine. Each is raised once, whoever sees it
 * first, the upload or the fold: a row of the database decides that. */
#ifndef ANALYZER_FLAKE_ALARM_H
#define ANALYZER_FLAKE_ALARM_H

#include "common/db.h"

struct alarm {
    int32_t project_id;
    int64_t now;
    int64_t report_id; /* that showed it; 0: the fold saw it */
    const int32_t *tests;
    size_t count;
};

/* The tests fail always: alarm.broken, once until a test is sound again. */
enum err_code alarm_broken(struct db *db, const struct alarm *alarm, struct err *err) must_check;

/* The tests failed in the report in a way that their quarantines do not cover:
 * alarm.new_signature, once for each quarantine and signature. */
enum err_code alarm_signatures(struct db *db, const struct alarm *alarm,
                               struct err *err) must_check;

#endif

#include "analyzer/escape/matrix.h"

static enum err_code check(const double *found, size_t stages, struct err *err)
{
    for (size_t at = 0; at < stages; at++)
        for (size_t origin = 0; origin < stages; origin++) {
            double bugs = found[at * stages + origin];
            if (!(bugs >= 0))
                return err_set(err, ERR_INVALID, "a number of bugs is below 0; count them again");
            if (bugs > 0 && origin > at)
                return err_set(err, ERR_INVALID,
                               "a bug found at stage %zu came in at stage %zu; correct its origin",
                               at + 1, origin + 1);
        }
    return ERR_OK;
}

static double found_at(const double *found, size_t stages, size_t at)
{
    double bugs = 0;
    for (size_t origin = 0; origin < stages; origin++)
        bugs += found[at * stages + origin];
    return bugs;
}

static double came_in_at(const double *found, size_t stages, size_t origin)
{
    double bugs = 0;
    for (size_t at = 0; at < stages; at++)
        bugs += found[at * stages + origin];
    return bugs;
}

enum err_code matrix_removal(const double *found, size_t stages, struct window window,
                             struct matrix_stage *out, struct rate *overall, struct err *err)
{
    try_(check(found, stages, err));
    double all = 0, came_in = 0, before = 0;
    for (size_t at = 0; at < stages; at++)
        all += found_at(found, stages, at);
    for (size_t at = 0; at + 1 < stages; at++) {
        double here = found_at(found, stages, at);
        came_in += came_in_at(found, stages, at);
        out[at].front = rate_share(here, came_in - before, window);
        out[at].back = rate_share(here, all - before, window);
        before += here;
    }
    *overall = rate_share(before, all, window);
    return ERR_OK;
}

#include "analyzer/flake/blips.h"

size_t blips_find(const struct cell *cells, size_t count, size_t window, struct blip *found)
{
    size_t blips = 0;
    bool one = false, before = false; /* the last that ran failed always, after one that passed */
    size_t last = 0, failed = 0;      /* places of the last that ran, and of that failure */
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!cell_ran(&cells[i]))
            continue;
        bool near = any && i - last <= window;
        if (cell_failed_always(&cells[i])) {
            one = near && before;
            failed = i;
            before = false;
        } else {
            if (one && near)
                found[blips++] = (struct blip){.at = failed, .next = i};
            one = false;
            before = true;
        }
        any = true;
        last = i;
    }
    return blips;
}

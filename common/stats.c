#include "common/stats.h"

#include <math.h>

static const double z = 1.959963985; /* 97.5 % point of the normal distribution */

struct interval stats_wilson(double hits, double count)
{
    if (count <= 0)
        return (struct interval){.low = 0, .high = 1};
    double p = hits / count;
    double middle = p + z * z / (2 * count);
    double half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count));
    double whole = 1 + z * z / count;
    return (struct interval){.low = fmax(0, (middle - half) / whole),
                             .high = fmin(1, (middle + half) / whole)};
}

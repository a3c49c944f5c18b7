/* Several sensors saw the same camera: whose word on an item counts. */
#pragma once

#include <stddef.h>

#include "core/guide.h"

/* What one sensor says of a camera under one item. Times are texts as in EVE, which sort; "": none.
 */
struct claim {
    enum verdict verdict;
    enum verdict before;     /* the verdict before this one; VERDICT_UNKNOWN if it never changed */
    const char *reason;      /* "" if nothing was seen */
    const char *since;       /* when it became this one */
    const char *last_seen;   /* when it was last seen broken */
    const char *opportunity; /* when the last fact came that could decide it */
    int vantage;             /* the more, the more is seen of the camera */
    const char *sensor;
};

/* Which of n claims, 1 or more, counts. The newest proof (FAIL, PASS) does; without one the newest
 * indirect sign (SUSPECT, LIKELY_OK); without one the newest that is undecided, or the one of the
 * best vantage. What a sensor has withdrawn, because the camera started again or was set otherwise,
 * no older proof of another holds, save that a FAIL is withdrawn only by a sensor that knew of one;
 * that a verdict grew too old at one sensor says nothing of another's. Of the same moment: the
 * worse, then the sensor that is first in the alphabet. The order of the claims is of no matter. */
size_t fleet_choose(const struct claim *c, size_t n);

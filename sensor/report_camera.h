/* One camera as a report shows it: who it is, and how it stands under the items asked for. */
#pragma once

#include "sensor/score.h"
#include "sensor/verdicts.h"

enum { REPORT_LEVELS = LEVEL_ADVANCED + 1 };

struct report_camera {
    struct judged is;
    size_t n;
    struct standing standing[ROWS_MAX]; /* in the order of the guide; holds as judge.h says */
    struct score score[REPORT_LEVELS];  /* of the items of that level and those below */
};

/* Of the judge's camera i; items above the level are left out. */
void report_camera_of(struct report_camera *c, const struct verdicts *v, size_t i);

/* What people call it: its name, or its id. */
const char *report_camera_label(const struct camera_name *c);

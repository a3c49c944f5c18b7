/* What `camwarden posture` shows: the postures that were gathered, counted and sorted. */
#pragma once

#include <jansson.h>

#include "sensor/grid.h"
#include "sensor/posture_options.h"
#include "sensor/score.h"

/* A verdict that is another since the moment asked about. */
struct change {
    size_t camera, item;
    uint64_t at_ns;
};

struct posture_view {
    json_t *postures;      /* in the order of the cameras' ids */
    const json_t *sensors; /* of struct fleet; NULL: it is of none. Not the view's */
    struct grid_camera *camera;
    size_t n;
    struct change *change; /* newest first */
    size_t changes;
};

/* Takes the postures over, also if it fails. false: no memory. Ended with posture_view_close(). */
bool posture_view_open(struct posture_view *v, json_t *postures, const struct posture_options *o);
void posture_view_close(struct posture_view *v);

/* Over all cameras and the items of that level and those below. */
struct score posture_score(const struct posture_view *v, enum level level);

/* A field of an item's row: "why", "lift", "before", "since"; "" if there is none. What a brief
 * posture (alerts/posture.h) leaves out is the guide's. */
const char *posture_field(const struct posture_view *v, size_t camera, size_t item,
                          const char *field);

/* All sources of all workers, and what they share: the shunt, and the program that shares frames
 * out. Opened by the nursery, with the rights it takes. */
#pragma once

#include "capture/shunt.h"
#include "sensor/lanes.h"
#include "sensor/merge.h"
#include "sensor/sensor_options.h"

struct live_sources {
    size_t n;
    struct lanes *lanes[WORKERS_MAX];
    struct shunt *shunt; /* NULL: none */
    int fanout_code;     /* the sources use it again when their interface comes back; -1: none */
};

/* By its name; libpcap's, if it is no other. */
const struct live_source *live_source_named(const char *name);

/* What cannot be had but is not needed (the shunt) is said on standard error. False: e says why;
 * live_sources_close() is next. */
bool live_sources_open(struct live_sources *s, const struct sensor_options *o, struct error *e);
void live_sources_close(struct live_sources *s);

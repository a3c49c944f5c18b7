/* What a replay shows a person: cameras by items, the evidence of what is broken, and what the
 * capture itself was like. */
#pragma once

#include "sensor/engine.h"
#include "sensor/inputs.h"

#include <stdio.h>

struct shown {
    struct engine *engine;
    enum level level; /* items above it are left out */
    const struct inputs *inputs;
    size_t bad;     /* inputs that could not be read to their end */
    bool cut_short; /* not all was read, because what was said could not be delivered */
};

/* Standard output, or standard error if something else goes to standard output. */
FILE *table_stream(const struct replay_options *o);

/* Colour if `out` is a terminal and NO_COLOR (no-color.org) is not set. */
void table_print(const struct shown *s, FILE *out);

/* The counters that are not zero; all of them if asked. */
void table_counters(const struct counters *c, bool all, FILE *out);

/* The same as one JSON document. */
void report_json(const struct shown *s, FILE *out);

/* How many items are broken, over all cameras, suppressed ones aside. */
size_t violations_shown(const struct shown *s);

/* What was read, passed over and lost, by name. One set a worker; nothing here is shared. */
#pragma once

#include <stdint.h>

enum counter {
#define COUNTER(name, help) COUNT_##name,
#include "core/counters.def"
#undef COUNTER
    COUNTERS
};

struct counters {
    uint64_t n[COUNTERS];
};

/* One more, or so many. */
static inline void count(struct counters *c, enum counter which)
{
    c->n[which]++;
}

static inline void count_more(struct counters *c, enum counter which, uint64_t by)
{
    c->n[which] += by;
}

/* As it stands in the table: "tcp_gap", and what it counts. */
const char *counter_name(enum counter which);
const char *counter_help(enum counter which);

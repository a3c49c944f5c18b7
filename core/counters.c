#include "core/counters.h"

static const char *const names[COUNTERS] = {
#define COUNTER(name, help) [COUNT_##name] = #name,
#include "core/counters.def"
#undef COUNTER
};

static const char *const helps[COUNTERS] = {
#define COUNTER(name, help) [COUNT_##name] = (help),
#include "core/counters.def"
#undef COUNTER
};

const char *counter_name(enum counter which)
{
    return names[which];
}

const char *counter_help(enum counter which)
{
    return helps[which];
}

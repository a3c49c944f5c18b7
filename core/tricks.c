#include "core/tricks.h"

static const char *const types[TRICKS] = {
#define TRICK(name, type, event, help) [TRICK_##name] = (type),
#include "core/tricks.def"
#undef TRICK
};

const char *const trick_events[TRICKS] = {
#define TRICK(name, type, event, help) [TRICK_##name] = (event),
#include "core/tricks.def"
#undef TRICK
};

const char *trick_type(enum trick t)
{
    return types[t];
}

const char *trick_event(enum trick t)
{
    return trick_events[t];
}

/* Evasion: packets that one end understands otherwise than who listens. Each trick has a name; who
 * played it on whom is told as an OBS_ANOMALY. ecosystem.md 2c; Ptacek and Newsham 1998. */
#pragma once

#include <stdint.h>

enum trick {
    TRICK_NONE,
#define TRICK(name, type, event, help) TRICK_##name,
#include "core/tricks.def"
#undef TRICK
    TRICKS
};

/* As it stands in EVE: "stream", and "stream.overlap_different_data". */
const char *trick_type(enum trick t);
const char *trick_event(enum trick t);

/* The events of all, by their number: for a table of names. */
extern const char *const trick_events[TRICKS];

/* How well a camera, or all of them, keep to the guide: how many of their rows stand how. */
#pragma once

#include "core/guide.h"

/* How many (camera, item) stand so. */
struct score {
    size_t kept, likely, broken, suppressed, suspect, unseen, never; /* broken: suppressed, too */
};

void score_add(struct score *s, enum verdict v, bool suppressed);
void score_join(struct score *s, const struct score *other);

/* The share of what is kept in what could be decided, in hundredths; -1: nothing could be. What is
 * suppressed counts as broken: it is. */
int score_percent(const struct score *s);

/* The share of what could be decided in all that a wire may ever show, in hundredths; -1: nothing.
 */
int score_seen_percent(const struct score *s);

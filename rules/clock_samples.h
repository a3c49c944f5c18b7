/* How wrong a host's clock is, by the median of what it told. protocols.md 2.7 and D.10.
 *
 * How it works: each telling is taken with good will: its steps are taken off; local time that is
 * passed off as UTC is known by whole quarters of an hour; a time that counts from the start is no
 * clock. Wrong ones are kept, at most one in a minute and a half, until a right one comes. They
 * speak when there are three at least, over ten minutes at least, and most lie near their median: a
 * wrong clock is wrong by the same all the time, while random numbers are not. */
#pragma once

#include "core/observation.h"

enum { CLOCK_SAMPLES_MAX = 9, CLOCK_LIMIT_MS = 2000 };

struct clock_sample {
    uint64_t time_ns;
    int32_t off_ms;
};

/* All zero at first. */
struct clock_samples {
    struct clock_sample wrong[CLOCK_SAMPLES_MAX];
    uint8_t n, next;
};

/* What a fact (OBS_TIME_SYNC, OBS_CLOCK) tells of its sender's clock: by how much it is ahead of
 * ours, at least; false: nothing. */
bool clock_told(const struct observation *o, int32_t *off_ms);

/* In milliseconds: within CLOCK_LIMIT_MS. */
static inline bool clock_is_near(int64_t off_ms)
{
    return off_ms >= -CLOCK_LIMIT_MS && off_ms <= CLOCK_LIMIT_MS;
}

/* "3 min 20 s", "5 d 2 h". No more than 24 days can be told. */
const char *clock_distance_text(int32_t off_ms, struct text *out);

/* False: it is too soon for another one. */
bool clock_samples_add(struct clock_samples *s, uint64_t time_ns, int32_t wrong_by_ms);

/* A right one came, or ours was set. */
static inline void clock_samples_clear(struct clock_samples *s)
{
    *s = (struct clock_samples){ .n = 0 };
}

/* Whether they speak; by how much the clock is wrong. */
bool clock_samples_speak(const struct clock_samples *s, int32_t *median_ms);

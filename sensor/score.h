/* How well the items of each protection level are kept: by one camera, or by all of them. */
#pragma once

#include "core/guide.h"

enum { SCORE_LEVELS = LEVEL_ADVANCED + 1 };

/* Each item counts once, in one of these. */
struct score_line {
    size_t kept;       /* PASS or LIKELY_OK */
    size_t broken;     /* FAIL */
    size_t suspect;    /* SUSPECT */
    size_t unknown;    /* UNKNOWN */
    size_t never;      /* NOT_OBSERVABLE */
    size_t suppressed; /* FAIL, and nobody shall be told */
};

struct score {
    struct score_line level[SCORE_LEVELS]; /* of the items of that very level, not of those below */
};

void score_add(struct score *s, enum level level, enum verdict v, bool suppressed);
void score_join(struct score *s, const struct score *other);

/* All levels together. */
struct score_line score_sum(const struct score *s);

/* How many items a line stands for. */
size_t score_items(const struct score_line *l);

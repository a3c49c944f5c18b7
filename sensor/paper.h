/* What results for a person are printed on: how wide it is, whether it takes colour, and the words
 * for verdicts. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#include "core/guide.h"

struct paper {
    FILE *out;
    bool colour;
    size_t width; /* in letters */
};

/* Colour if `out` is a terminal and NO_COLOR (no-color.org) is not set. */
struct paper paper_for(FILE *out);

/* A verdict in five letters at most, in its colour, padded to `width`. suppressed: of a FAIL that
 * is not to be reported. */
void paper_put_verdict(const struct paper *p, enum verdict v, bool suppressed, int width);

/* What the words mean. */
void paper_put_legend(const struct paper *p);

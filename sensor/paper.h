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

/* What comes from elsewhere may be printed, but must not move the terminal: what is not printable
 * ASCII becomes a dot. */
void paper_put_plain(FILE *out, const char *s);

/* The same on standard error, behind the program's name; line feeds stay. Returns the status. */
int paper_complain(const char *why, int status);

/* What the words mean. */
void paper_put_legend(const struct paper *p);

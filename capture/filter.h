/* A pcap-filter(7) expression over frames of any link type: compiled once for each. */
#pragma once

#include "capture/source.h"

struct filter;

/* `link` is the link type its words are checked against. NULL: e says why. */
struct filter *filter_new(const char *expression, uint32_t link, struct error *e);
void filter_free(struct filter *f);

/* False, too, for a frame of a link type on which the expression means nothing. */
bool filter_passes(struct filter *f, const struct frame *frame);

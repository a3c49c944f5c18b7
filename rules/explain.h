/* What an item of the guide means, for `camwarden explain`. */
#pragma once

#include <stdio.h>

#include "core/guide.h"

/* Writes a page of text in lines of at most 79 characters. */
void explain(FILE *out, const struct guide_item *item);

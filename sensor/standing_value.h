/* A camera as it is kept between two runs: one JSON object. What is unseen is left out. */
#pragma once

#include "rules/remembered.h"

enum { STANDING_VALUE_MAX = 65536 };

/* How long it is; 0: longer than room. */
size_t standing_value_write(const struct remembered *r, char *out, size_t room);

/* false: it is damaged, or of another version. Items that are not known are left out. */
bool standing_value_read(struct bytes value, struct remembered *r);

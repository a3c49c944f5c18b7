/* An order not to be told of something for a while, as it is kept between two runs: one JSON
 * object.
 */
#pragma once

#include "rules/suppressions.h"

enum { ORDER_VALUE_MAX = 1024 };

/* How long it is. */
size_t order_value_write(const struct operator_suppression *x, char out[static ORDER_VALUE_MAX]);

/* false: it is damaged, of another version, or of an item unknown. */
bool order_value_read(struct bytes value, struct operator_suppression *x);

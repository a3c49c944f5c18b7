/* What the tests of the makers' own discovery have in common. */
#pragma once

#include "tests/support/datagram.h"

/* What x says of a datagram that it has to know as its own: first, under its own name, that
 * somebody does this (a client, if it is a search or a set). To be freed by seen_free(). */
struct seen *hear_act(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to,
                      enum act act);

/* Checks that x says so much and no more. */
void says_only_act(const struct dissector *x, struct bytes datagram, uint16_t from, uint16_t to,
                   enum act act);

/* The device that was heard: checks that it is 02:00:00:00:00:09 at 192.0.2.9, of this make and
 * model, and said by itself. */
const struct observation *the_device(const struct seen *seen, const char *make, const char *model);

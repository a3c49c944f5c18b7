/* Facts of a camera's address and name servers, and how guide item 2.6 stands. */
#pragma once

#include "tests/support/judging.h"
#include "tests/support/policies.h"

static const double minute = 60, hour = 3600;
static const struct mac pc = { { 0x00, 0x1b, 0x21, 0, 0, 0x0a } };
static const struct mac other_camera = { { 0xd4, 0x2d, 0xc5, 0, 0, 0x02 } };

/* What the camera says by Easy IP. */
struct observation network_setup(enum act act, enum address_mode mode, bool dns_set);

/* It asks the name server 192.0.2.`server`. */
struct observation dns_lookup(unsigned server);

/* 2.6 stands UNKNOWN, for that reason; NULL: for none. */
void expect_network_unknown(struct court *c, const char *reason);

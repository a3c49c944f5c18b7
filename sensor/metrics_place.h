/* Where the sensor serves its metrics: on this machine alone, since whoever may connect may read
 * them. What is to be seen from elsewhere needs a proxy that asks who is there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum metrics_kind { METRICS_NOWHERE, METRICS_IPV4, METRICS_IPV6, METRICS_UNIX };

struct metrics_place {
    enum metrics_kind kind;
    uint16_t port;    /* of the loopback address */
    const char *path; /* of a Unix socket; the end of the text that was read */
};

/* Reads "127.0.0.1:PORT", "[::1]:PORT" (PORT 1 to 65535) or "unix:/PATH". False: it is none. */
bool metrics_place_read(const char *text, struct metrics_place *place);

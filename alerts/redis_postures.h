/* Reads back what a fleet of sensors and replays keeps in Redis: who they are, and how cameras
 * stand to each of them. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

/* Texts are gone afterwards; whoever wrote them there. */
struct fleet_hearer {
    /* A sensor and its heartbeat (beat.h). May come twice. */
    void (*sensor)(void *self, struct bytes name, struct bytes beat);
    /* How a camera stands (posture.h) to that sensor, which was told before. May come twice. NULL:
     * postures are not asked for. */
    void (*posture)(void *self, struct bytes sensor, struct bytes posture);
    void *self;
};

/* Tells every sensor, and then every posture, in no order. url: as redis_url.h reads it. false:
 * Redis cannot be reached or refuses, and e says why; some may have been told. Each command names
 * one key. */
bool redis_fleet_read(const char *url, const struct fleet_hearer *to, struct error *e);

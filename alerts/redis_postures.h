/* Reads back how cameras stand, as sensors and replays keep it in Redis. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

/* Is told one posture (posture.h), a line of JSON that is gone afterwards. */
struct posture_hearer {
    void (*hear)(void *self, struct bytes json);
    void *self;
};

/* Tells every posture there is, in no order, each once. url: as redis_url.h reads it. false: Redis
 * cannot be reached or refuses, and e says why; some may have been told. */
bool redis_postures_read(const char *url, struct posture_hearer to, struct error *e);

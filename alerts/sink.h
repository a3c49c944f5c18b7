/* Where alerts go. A sink takes lines of EVE JSON, and may keep the posture of cameras too. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

/* Lines without their line feed. */
struct batch {
    size_t n;
    const struct bytes *line;
};

struct sink {
    const char *name;
    /* NULL: it cannot be used, and why. */
    void *(*open)(const char *where, struct error *e);
    /* true: every line has arrived, in order. false: some may have, and why; not to be called
     * again. */
    bool (*deliver)(void *self, const struct batch *b, struct error *e);
    /* Replaces the posture kept under the camera's id; NULL: this sink keeps none. */
    bool (*keep)(void *self, const char *camera, struct bytes posture, struct error *e);
    /* Releases it, however deliver() ended. false: what was delivered may not have arrived. */
    bool (*close)(void *self, struct error *e);
};

/* where: a file's name, which is appended to, or "-" for standard output. */
extern const struct sink file_sink;

/* where: as redis_url.h reads it. Appends to the list camwarden:alerts (RPUSH) and keeps postures
 * as camwarden:posture:CAMERA (SET). */
extern const struct sink redis_sink;

/* Where alerts go. A sink takes lines of EVE JSON, and may keep the posture of cameras too. */
#pragma once

#include "core/bytes.h"
#include "core/error.h"

/* Lines without their line feed. Alerts are numbered (outbox.h): line[i] is number first + i of the
 * sender's epoch; a line that was sent before has the same again. */
struct batch {
    size_t n;
    const struct bytes *line;
    const char *sender; /* who raised them: hexadecimal digits; NULL: these have no numbers */
    uint64_t epoch;
    uint64_t first; /* 0: these have no numbers: statistics */
};

/* Whose posture. */
struct whose {
    const char *sensor;
    const char *camera;
};

/* What a sink can tell of the other end, since it was opened. */
struct sink_figures {
    uint64_t trimmed;   /* old entries that gave way to new ones, read or not */
    uint64_t depth;     /* entries there at last; of a list: that nobody has read yet */
    uint64_t repeated;  /* lines sent again that were there already, and were not added */
    uint64_t unheard;   /* lines that nobody was listening to: of a channel */
    uint64_t forgotten; /* times that the other end knew less than it had confirmed before */
};

/* open() or ready() makes one; after that deliver() and the like are called by one thread only.
 * What may be NULL says so. */
struct sink {
    const char *name;
    /* NULL: it cannot be used, and why. */
    void *(*open)(const char *where, struct error *e);
    /* true: every line has arrived, in order. false: some may have, and why. Then, after mend(), it
     * may be called again, with lines that begin with those of this batch. */
    bool (*deliver)(void *self, const struct batch *b, struct error *e);
    /* Replaces what is kept of how a camera, by its id, stands to a sensor, by its name; an empty
     * posture: nothing is kept any more. NULL: this sink keeps none. */
    bool (*keep)(void *self, const struct whose *w, struct bytes posture, struct error *e);
    /* Releases it, however deliver() ended. false: what was delivered may not have arrived. */
    bool (*close)(void *self, struct error *e);

    /* What follows is for a sink that is used for months (post.h). */

    /* As open(), but the other end need not be there: mend() connects. NULL in its place: open() is
     * enough. */
    void *(*ready)(const char *where, struct error *e);
    /* Makes it usable again, with what it has kept from open() or ready(). NULL: it is always. */
    bool (*mend)(void *self, struct error *e);
    /* Whether it needs mend() before anything else will work; what failed while this is false was
     * refused, and would be again. NULL: it never does. */
    bool (*broken)(const void *self);
    /* Goes on in a new file of the same name. false: in the old one, and why. NULL: has no file. */
    bool (*reopen)(void *self, struct error *e);
    /* Replaces what is kept of a sensor: that it lives, and how. NULL: it keeps none. */
    bool (*beat)(void *self, const char *sensor, struct bytes json, struct error *e);
    /* Copies what is kept of a sensor, whoever told it; how long that is. 0: nothing is, it is
     * longer than room, or it may not be read. NULL: as beat. */
    size_t (*recall)(void *self, const char *sensor, char *out, size_t room);
    /* From any thread: whatever it waits for fails at once, now and from now on. NULL: it waits for
     * nothing that could be ended. */
    void (*stop)(void *self);
    /* The place, for people; no user, no password. NULL: not known. */
    const char *(*where)(const void *self);
    /* From any thread. NULL: it has none. */
    void (*figures)(const void *self, struct sink_figures *out);
    bool takes_stats; /* lines of statistics and anomalies, too */
    /* The last whole line with the number of an alert (format_sequence()) that has arrived, in this
     * run or one before; it stays until the next call. Whether the number is one of the sender's is
     * for the caller to judge. false: not known. NULL: it never is. */
    bool (*last)(void *self, struct bytes *line);
};

/* where: a file's name, which is appended to, "-" for standard output, or as file_place.h has it.
 */
extern const struct sink file_sink;

/* where: as redis_url.h reads it. Alerts go to the list, stream or channel that it names, once if
 * they have numbers (redis_push.h); postures are kept as fields CAMERA of the hash
 * camwarden:postures:SENSOR (HSET, HDEL) and the sensor's state in the hash camwarden:sensors
 * (HSET). */
extern const struct sink redis_sink;

/* where: as syslog_place.h reads it. */
extern const struct sink syslog_sink;

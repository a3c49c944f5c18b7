/* One of our own lines of EVE JSON, of either style (eve.h), read back: what another form of the
 * line has to say. Who reads a line here does not trust it: it may have been damaged on a disk. */
#pragma once

#include <jansson.h>

#include "core/bytes.h"

/* Texts are "" and numbers 0 where the line does not say; they live as long as the line. */
struct told {
    json_t *line;
    const json_t *alert;
    const json_t *context; /* NULL: of a line in the style of Suricata 7 */

    bool is_alert; /* and not statistics */
    const char *timestamp;
    const char *host;
    const char *interface;

    const char *id;
    const char *group;
    const char *event; /* "opened", "ongoing", "resolved" */
    uint64_t sequence;
    uint64_t count;
    const char *first_seen;
    const char *last_seen;
    const char *item;
    const char *level;
    const char *why;
    const char *reason;
    const char *remedy;

    const char *camera; /* its id; empty: the alert is of the sensor itself */
    const char *camera_name;
    const char *camera_ip;
    const char *camera_mac;
    const char *make;
    const char *model;

    const char *signature;
    const char *category;
    uint64_t signature_id;
    unsigned severity; /* 1 (worst) to 4 */
};

/* false: that is no JSON object, or one with a key twice. Released with told_free(). */
bool told_read(struct bytes line, struct told *t);
void told_free(struct told *t);

/* What stands under a key: a text ("" if there is none), a number (0). Of a list its first; a
 * number may be written as a text, in decimal. o may be NULL. */
const char *told_text(const json_t *o, const char *key);
uint64_t told_number(const json_t *o, const char *key);

/* A time of EVE in milliseconds since 1970; false: it is none, or not of UTC. */
bool told_ms(const char *time, uint64_t *ms);

/* The same time as RFC 3339 has it: "2026-07-08T02:54:07.123456Z". "" if it is none. */
enum { TOLD_TIME_MAX = 40 };
const char *told_rfc3339(const char *time, char out[static TOLD_TIME_MAX]);

/* Which ports a camera answered or refused, as far as that matters to guide item 3.1: those that
 * answer though they should not, and that others refuse. In little room, so not the time of each,
 * and not those that answer rightly.
 *
 * When it is full, a further open port is not kept, and the map is never clean again: whether that
 * port was closed since could not be known. Of refused ports one bit is kept by the number modulo
 * 1024: two bits are two ports for certain. */
#pragma once

#include "rules/rule.h"

enum { OPEN_MAX = 24, PASSING_MAX = 8, REFUSED_BITS = 1024 };

struct port {
    uint16_t number; /* 0: none */
    uint16_t transport;
};

/* All zero at first. */
struct port_map {
    uint32_t refused[REFUSED_BITS / 32];
    struct port open[OPEN_MAX];
    uint16_t passing[PASSING_MAX]; /* TCP ports that answered once and may be gone */
    uint8_t next_passing;
    bool lost; /* more were open than there was room for */
};

/* Whether a camera may answer there: by the policy; without `ports:` in it, by the guide. Its list
 * is of the factory's ports; RTSPS and SNMP are what its items 3.8 and 4.2 ask for. */
bool port_is_allowed(const struct policy *policy, struct port p);

/* The port answers. */
void port_map_keep(struct port_map *m, struct port p);
void port_map_keep_passing(struct port_map *m, struct port p);
bool port_map_has(const struct port_map *m, struct port p);
bool port_map_has_passing(const struct port_map *m, struct port p);

/* The port answers no longer. */
void port_map_forget(struct port_map *m, struct port p);

/* A TCP port refused; and how many different ones did, at least. */
void port_map_refuse(struct port_map *m, uint16_t number);
unsigned port_map_refused(const struct port_map *m);

/* What refused long ago may answer now; and what answered once is gone by now. */
void port_map_forget_refused(struct port_map *m);

/* Those that answer, as words for the next run, "tcp 21 tcp 8080 udp 53"; "more" if there were too
 * many, or some may be gone. And back: false, and nothing is kept: there are none. */
void port_map_write(const struct port_map *m, struct sentence *words);
bool port_map_read(struct port_map *m, const char *words);

/* Forgets what the policy allows since; true if nothing is left that answers and should not. */
bool port_map_is_clean(struct port_map *m, const struct policy *policy);

/* Whom a camera served though the policy does not simply list him, and whom it refused: what guide
 * item 3.3 keeps of its clients. */
#pragma once

#include "rules/access.h"

enum { STRANGERS_MAX = 11, REFUSALS_MAX = 4, SERVED_PORTS_MAX = 4 };

/* Somebody who was not refused, and not simply listed. All zero at first. */
struct strangers {
    struct {
        struct ip ip;
        uint8_t access; /* enum access: the most he got */
    } at[STRANGERS_MAX];
    uint8_t n;
    bool lost; /* there were more */
};

/* He got that; the most that he ever got counts. */
void strangers_note(struct strangers *s, const struct ip *ip, enum access a);

/* What all of them together come to by this policy: FAIL, SUSPECT or UNKNOWN. */
enum verdict strangers_worst(const struct strangers *s, const struct policy *policy);

/* Those that were refused, and where listed clients were served: the last few. All zero at first.
 */
struct refusals {
    struct endpoint refused[REFUSALS_MAX]; /* strangers, with the camera's ports */
    uint16_t serves[SERVED_PORTS_MAX];     /* on those, listed clients; 0: none */
    uint8_t next, next_serves;
};

/* Somebody, with the camera's port that refused him. */
void refusals_note(struct refusals *r, struct endpoint who);

/* A listed client was served on that port of the camera; 0: on none that matters. */
void refusals_note_served(struct refusals *r, uint16_t port);

/* Whether one was. */
bool refusals_serve_on(const struct refusals *r, uint16_t port);

/* A stranger, by this policy, that was refused on the port; NULL: there was none. */
const struct ip *refusals_on(const struct refusals *r, const struct policy *policy, uint16_t port);

/* One connection to one Redis: commands out, answers in. What it is asked and why is redis.h's. */
#pragma once

#include "alerts/dial.h"
#include "alerts/redis.h"
#include "alerts/redis_url.h"

enum { REDIS_CONNECT_MS = 2000, REDIS_ANSWER_MS = 5000 };

struct redis_wire {
    struct dial dial;
    struct redis_reading *reading; /* as long as it is connected */
    bool heard;                    /* anything, on this connection */
    struct redis_place place;      /* where to; of a Unix socket: none */
    char at[280];                  /* the same for people; no user, no password */
    uint64_t used;                 /* when it was last, for whoever has several */
};

/* false: e says why. Ended with redis_wire_end(), also one that is { 0 } but for dial.stop -1. */
bool redis_wire_begin(struct redis_wire *w, struct error *e);
void redis_wire_end(struct redis_wire *w);

/* Connects to the URL's Unix socket if it names one, else to that place, by TLS if tls is not NULL;
 * says nothing there. The connection that was there is given up. */
bool redis_wire_reach(struct redis_wire *w, const struct redis_url *u, struct tls_context *tls,
                      const struct redis_place *to, struct error *e);
void redis_wire_hang_up(struct redis_wire *w);

bool redis_wire_connected(const struct redis_wire *w);
/* Whether the other end has hung up meanwhile, as far as is known. */
bool redis_wire_stale(const struct redis_wire *w);

/* false: errno says why. What was sent is wiped. */
bool redis_wire_send(struct redis_wire *w, const struct command *c);

/* The next answer; waits at most REDIS_ANSWER_MS. An error is one, too. NULL: errno says why;
 * EPROTO: what came is no Redis; EMSGSIZE: it is more than 32 MiB, or would need 64 MiB. */
struct redis_answer *redis_wire_receive(struct redis_wire *w);

/* What an error says. p NULL: it is none. */
struct bytes redis_answer_error(const struct redis_answer *a);

/* "HOST:PORT", "[HOST]:PORT" */
void redis_place_name(const struct redis_place *p, char *out, size_t room);

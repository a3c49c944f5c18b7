/* What the files share that hold a conversation with Redis: redis.c (its life), redis_talk.c
 * (questions and answers), redis_nodes.c (which Redis), redis_sentinel.c, redis_login.c. */
#pragma once

#include "alerts/redis.h"
#include "alerts/redis_cluster.h"
#include "alerts/redis_url.h"
#include "alerts/redis_wire.h"

enum { REDIS_WIRES = 4 }; /* alerts, postures and heartbeats of a cluster may lie at three nodes */

struct redis {
    struct redis_wire wire[REDIS_WIRES];
    struct redis_wire *now; /* with whom we speak */
    uint64_t uses;
    struct redis_url *url;
    struct redis_known known; /* of a cluster */
    struct redis_nodes nodes;
    bool told_nodes;         /* on this connection */
    size_t turn;             /* where the next search begins */
    struct tls_context *tls; /* NULL: without TLS */
    char where[360];         /* for people; no user, no password */
    char code[32];           /* the first word of the last answer, if it was an error */
};

/* Connects `now` to that place and says nothing there yet; the connection there was is given up.
 * The place is of no interest where the URL names a Unix socket. */
bool redis_reach(struct redis *r, const struct redis_place *to, struct error *e);

/* `now` is a connection to that node, logged in: one there is, or a new one. false: what we knew of
 * the cluster is of no more use. */
bool redis_go(struct redis *r, const struct redis_place *to, struct error *e);

/* Connects to the first that answers of the URL's places and the nodes that were learned; each
 * search begins with another. */
bool redis_find_node(struct redis *r, struct error *e);

/* We were sent there, by MOVED: it is a cluster, and its nodes are asked for once a connection. A
 * user without the right (+cluster|slots) knows those it was sent to. */
void redis_learn_nodes(struct redis *r, const struct redis_place *sent_to);

/* Asks `now`, whatever the key; an error is an answer. NULL: the connection is lost, and why. */
struct redis_answer *redis_ask_here(struct redis *r, const struct command *c, struct error *e);

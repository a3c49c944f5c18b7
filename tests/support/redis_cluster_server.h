/* A cluster of three redis-servers on ports of the loopback, each with a third of the slots. */
#pragma once

#include "tests/support/redis_server.h"

enum { CLUSTER_NODES = 3, CLUSTER_SLOTS = 16384, CLUSTER_PATIENCE_MS = 30000 };

struct redis_cluster {
    struct redis_server node[CLUSTER_NODES];
    char port[CLUSTER_NODES][8];
    char bus[CLUSTER_NODES][8];
    char id[CLUSTER_NODES][64];
    const char *options[CLUSTER_NODES][12];
};

/* Waits until all nodes know all. What a node has goes on when another is gone. */
void redis_cluster_start(struct redis_cluster *c);
void redis_cluster_end(struct redis_cluster *c);

/* The node that had a key's slot at the beginning. */
int redis_cluster_holder(struct redis_cluster *c, const char *key);

#include "tests/support/redis_cluster_server.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"

static bool all_say(struct redis_cluster *c, const char *words)
{
    for (int i = 0; i < CLUSTER_NODES; i++)
        if (strstr(redis_server_text(&c->node[i], "CLUSTER INFO"), words) == NULL)
            return false;
    return true;
}

static void start(struct redis_cluster *c, int i)
{
    (void)snprintf(c->port[i], sizeof c->port[i], "%u", free_port());
    (void)snprintf(c->bus[i], sizeof c->bus[i], "%u", free_port());
    const char *given[] = { "--port",
                            c->port[i],
                            "--cluster-enabled",
                            "yes",
                            "--cluster-port",
                            c->bus[i],
                            "--cluster-require-full-coverage",
                            "no",
                            NULL };
    memcpy(c->options[i], given, sizeof given);
    redis_server_start(&c->node[i], c->options[i]);
}

static void join(struct redis_cluster *c, int i)
{
    struct redis_server *node = &c->node[i];
    (void)snprintf(c->id[i], sizeof c->id[i], "%s", redis_server_text(node, "CLUSTER MYID"));
    int from = i * CLUSTER_SLOTS / CLUSTER_NODES;
    int to = (i + 1) * CLUSTER_SLOTS / CLUSTER_NODES - 1;
    cr_assert_str_eq(redis_server_text(node, "CLUSTER ADDSLOTSRANGE %d %d", from, to), "OK");
    cr_assert_str_eq(redis_server_text(node, "CLUSTER SET-CONFIG-EPOCH %d", i + 1), "OK");
    if (i > 0)
        cr_assert_str_eq(
            redis_server_text(node, "CLUSTER MEET 127.0.0.1 %s %s", c->port[0], c->bus[0]), "OK");
}

void redis_cluster_start(struct redis_cluster *c)
{
    for (int i = 0; i < CLUSTER_NODES; i++) {
        start(c, i);
        join(c, i);
    }
    uint64_t until = steady_ms() + CLUSTER_PATIENCE_MS;
    while (!all_say(c, "cluster_state:ok") || !all_say(c, "cluster_slots_ok:16384") ||
           !all_say(c, "cluster_known_nodes:3")) {
        cr_assert_lt(steady_ms(), until, "no cluster comes about");
        usleep(20000);
    }
}

void redis_cluster_end(struct redis_cluster *c)
{
    for (int i = 0; i < CLUSTER_NODES; i++)
        redis_server_end(&c->node[i]);
}

int redis_cluster_holder(struct redis_cluster *c, const char *key)
{
    long long slot = redis_server_number(&c->node[0], "CLUSTER KEYSLOT %s", key);
    for (int i = 0; i < CLUSTER_NODES; i++)
        if (slot >= i * CLUSTER_SLOTS / CLUSTER_NODES &&
            slot < (i + 1) * CLUSTER_SLOTS / CLUSTER_NODES)
            return i;
    return 0;
}

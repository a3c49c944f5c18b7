/* A cluster of real redis-servers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alerts/sink.h"
#include "core/clock.h"
#include "tests/support/redis_cluster_server.h"

static struct redis_cluster cluster;
static struct error e;

static void end(void)
{
    redis_cluster_end(&cluster);
}

TestSuite(redis_nodes, .fini = end, .timeout = 90);

static const struct bytes line = { (const uint8_t *)"a", 1 };

static bool delivers(void *s, uint64_t number)
{
    const struct batch b = { .n = 1, .line = &line, .sender = "me", .epoch = 1, .first = number };
    return (!redis_sink.broken(s) || redis_sink.mend(s, &e)) && redis_sink.deliver(s, &b, &e);
}

static bool keeps(void *s, const char *sensor)
{
    const struct whose whose = { sensor, "cam" };
    return redis_sink.keep(s, &whose, bytes_of_text("{}"), &e);
}

/* The cluster takes a moment to notice that a node is gone. */
static void delivers_in_the_end(void *s, uint64_t number)
{
    uint64_t until = steady_ms() + CLUSTER_PATIENCE_MS;
    while (!delivers(s, number)) {
        cr_assert_lt(steady_ms(), until, "%s", e.s);
        cr_expect(redis_sink.broken(s) || redis_sink.mend(s, &e));
        usleep(20000);
    }
}

/* A node that has no alerts, and which is not `other`. */
static int node_without_alerts(int other)
{
    int at = redis_cluster_holder(&cluster, "camwarden:alerts");
    for (int i = 0; i < CLUSTER_NODES; i++)
        if (i != at && i != other)
            return i;
    return 0;
}

static long long connections(int node)
{
    const char *said = redis_server_text(&cluster.node[node], "INFO stats");
    const char *at = strstr(said, "total_connections_received:");
    cr_assert_not_null(at);
    return strtoll(at + strlen("total_connections_received:"), NULL, 10);
}

/* A key at that node. */
static void sensor_at(int node, char *out, size_t room)
{
    char key[64];
    int i = 0;
    do {
        (void)snprintf(out, room, "s%d", i++);
        (void)snprintf(key, sizeof key, "camwarden:postures:%s", out);
    } while (redis_cluster_holder(&cluster, key) != node);
}

Test(redis_nodes, has_a_connection_to_each_node)
{
    long long before = 0, after = 0;
    char sensor[CLUSTER_NODES][16], url[96];
    redis_cluster_start(&cluster);
    for (int i = 0; i < CLUSTER_NODES; i++)
        sensor_at(i, sensor[i], sizeof sensor[i]);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s", cluster.port[0]);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    for (int i = 0; i < CLUSTER_NODES; i++)
        before += connections(i);
    for (int turn = 0; turn < 20; turn++)
        for (int i = 0; i < CLUSTER_NODES; i++)
            cr_expect(keeps(s, sensor[i]), "%s", e.s);
    for (int i = 0; i < CLUSTER_NODES; i++)
        after += connections(i);
    cr_expect_eq(after - before, 2, "%lld", after - before);
    (void)redis_sink.close(s, &e);
}

Test(redis_nodes, notices_that_a_node_has_hung_up_while_another_was_spoken_with)
{
    char sensor[CLUSTER_NODES][16], url[96];
    redis_cluster_start(&cluster);
    for (int i = 0; i < CLUSTER_NODES; i++)
        sensor_at(i, sensor[i], sizeof sensor[i]);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s", cluster.port[0]);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_expect(keeps(s, sensor[1]) && keeps(s, sensor[2]), "%s", e.s);
    redis_server_text(&cluster.node[1], "CLIENT KILL TYPE normal SKIPME yes");
    cr_expect(keeps(s, sensor[1]), "%s", e.s);
    cr_expect_not(redis_sink.broken(s));
    (void)redis_sink.close(s, &e);
}

Test(redis_nodes, goes_on_when_the_node_of_the_url_is_gone)
{
    char url[96];
    redis_cluster_start(&cluster);
    int seed = node_without_alerts(-1);
    int at = redis_cluster_holder(&cluster, "camwarden:alerts");
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s", cluster.port[seed]);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    cr_expect(delivers(s, 1), "%s", e.s);
    redis_server_kill(&cluster.node[seed]);
    cr_expect(redis_sink.mend(s, &e), "%s", e.s);
    delivers_in_the_end(s, 2);
    cr_expect_eq(redis_server_number(&cluster.node[at], "LLEN camwarden:alerts"), 2);
    (void)redis_sink.close(s, &e);
}

Test(redis_nodes, begins_with_whichever_host_of_the_url_answers)
{
    char url[160];
    redis_cluster_start(&cluster);
    int gone = node_without_alerts(-1);
    int there = node_without_alerts(gone);
    redis_server_kill(&cluster.node[gone]);
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s,127.0.0.1:%s", cluster.port[gone],
                   cluster.port[there]);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    delivers_in_the_end(s, 1);
    (void)redis_sink.close(s, &e);
}

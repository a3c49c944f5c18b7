#include "alerts/redis_cluster.h"

#include <criterion/criterion.h>
#include <hiredis/hiredis.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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

TestSuite(redis_cluster, .fini = end, .timeout = 90);

static void *open_at(int i, const char *parameters)
{
    char url[96];
    (void)snprintf(url, sizeof url, "redis://127.0.0.1:%s%s", cluster.port[i], parameters);
    void *s = redis_sink.open(url, &e);
    cr_assert_not_null(s, "%s", e.s);
    return s;
}

static bool delivers(void *s, uint64_t first)
{
    enum { LINES = 600 }; /* several calls on their way */
    static char text[2 * LINES][8];
    static struct bytes line[LINES];
    for (size_t i = 0; i < LINES; i++) {
        int n = snprintf(text[i], sizeof text[i], "%06u", (unsigned)(first + i) % 1000000);
        line[i] = (struct bytes){ (const uint8_t *)text[i], (size_t)n };
    }
    const struct batch b = { .n = LINES, .line = line, .sender = "me", .epoch = 1, .first = first };
    return (!redis_sink.broken(s) || redis_sink.mend(s, &e)) && redis_sink.deliver(s, &b, &e);
}

static void delivers_in_the_end(void *s, uint64_t first)
{
    uint64_t until = steady_ms() + CLUSTER_PATIENCE_MS;
    while (!delivers(s, first)) {
        cr_assert_lt(steady_ms(), until, "%s", e.s);
        usleep(20000);
    }
}

static void expect_ok(const char *answer)
{
    cr_expect_str_eq(answer, "OK", "%s", answer);
}

static void move_key(int from, int to, const char *key)
{
    const char *said = redis_server_text(&cluster.node[from], "MIGRATE 127.0.0.1 %s %s 0 5000",
                                         cluster.port[to], key);
    cr_expect(strcmp(said, "OK") == 0 || strcmp(said, "NOKEY") == 0, "%s", said);
}

/* Every line is there once and in order, whatever moves meanwhile. */
static void delivers_while_a_slot_moves(const char *parameters, const char *length)
{
    redis_cluster_start(&cluster);
    long long slot = redis_server_number(&cluster.node[0], "CLUSTER KEYSLOT camwarden:alerts");
    int from = redis_cluster_holder(&cluster, "camwarden:alerts"), to = (from + 1) % CLUSTER_NODES;
    void *s = open_at(to, parameters);
    const struct whose whose = { "north", "cam" };
    cr_expect(delivers(s, 1), "%s", e.s);
    cr_expect(redis_sink.beat(s, "north", bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect(redis_sink.keep(s, &whose, bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect(delivers(s, 601), "%s", e.s);
    char kept[8];
    cr_expect_eq(redis_sink.recall(s, "north", kept, sizeof kept), 2);
    expect_ok(redis_server_text(&cluster.node[to], "CLUSTER SETSLOT %lld IMPORTING %s", slot,
                                cluster.id[from]));
    expect_ok(redis_server_text(&cluster.node[from], "CLUSTER SETSLOT %lld MIGRATING %s", slot,
                                cluster.id[to]));
    cr_expect(delivers(s, 1201), "%s", e.s);
    move_key(from, to, "camwarden:alerts");
    cr_expect_not(delivers(s, 1801), "its two keys are apart");
    cr_expect_not_null(strstr(e.s, "TRYAGAIN"), "%s", e.s);
    move_key(from, to, "camwarden:delivered:{camwarden:alerts}:me");
    cr_expect(delivers(s, 1801), "by ASK: %s", e.s);
    cr_expect(redis_sink.beat(s, "north", bytes_of_text("{}"), &e), "%s", e.s);
    expect_ok(
        redis_server_text(&cluster.node[to], "CLUSTER SETSLOT %lld NODE %s", slot, cluster.id[to]));
    expect_ok(redis_server_text(&cluster.node[from], "CLUSTER SETSLOT %lld NODE %s", slot,
                                cluster.id[to]));
    delivers_in_the_end(s, 2401);
    cr_expect(delivers(s, 2401), "again");
    cr_expect_eq(redis_server_number(&cluster.node[to], "%s camwarden:alerts", length), 3000);
    (void)redis_sink.close(s, &e);
}

Test(redis_cluster, delivers_a_list_while_a_slot_moves)
{
    delivers_while_a_slot_moves("", "LLEN");
    int to = (redis_cluster_holder(&cluster, "camwarden:alerts") + 1) % CLUSTER_NODES;
    const char *all = redis_server_text(&cluster.node[to], "LRANGE camwarden:alerts 0 -1");
    for (unsigned i = 1; i <= 3000; i++)
        cr_assert_eq(strtoul(all + (size_t)(i - 1) * 7, NULL, 10), i);
}

Test(redis_cluster, delivers_a_stream_while_a_slot_moves)
{
    delivers_while_a_slot_moves("?mode=stream", "XLEN");
}

Test(redis_cluster, finds_the_node_for_lines_without_numbers)
{
    static const struct bytes line = { (const uint8_t *)"a", 1 };
    const struct batch b = { .n = 1, .line = &line };
    redis_cluster_start(&cluster);
    int at = redis_cluster_holder(&cluster, "camwarden:alerts");
    void *s = open_at((at + 1) % CLUSTER_NODES, "?mode=stream");
    cr_expect(redis_sink.deliver(s, &b, &e), "%s", e.s);
    cr_expect_eq(redis_server_number(&cluster.node[at], "XLEN camwarden:alerts"), 1);
    (void)redis_sink.close(s, &e);
}

Test(redis_cluster, reads_where_it_is_sent)
{
    const struct redis_place here = { "10.0.0.1", 6379 };
    struct redis_place to;
    cr_expect(redis_redirect_read(bytes_of_text("MOVED 3999 10.0.0.2:6381"), &here, &to));
    cr_expect(strcmp(to.host, "10.0.0.2") == 0 && to.port == 6381);
    cr_expect(redis_redirect_read(bytes_of_text("ASK 1 fd00::7:6381"), &here, &to));
    cr_expect(strcmp(to.host, "fd00::7") == 0 && to.port == 6381);
    cr_expect(redis_redirect_read(bytes_of_text("MOVED 1 :7000"), &here, &to));
    cr_expect(strcmp(to.host, "10.0.0.1") == 0 && to.port == 7000);
    static const char *const others[] = { "",         "MOVED",           "MOVED 1",
                                          "ASK 1 a:", "MOVED 1 a:70000", "MOVED 1 a b:1",
                                          "ERR 1 a:1" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        cr_expect_not(redis_redirect_read(bytes_of_text(others[i]), &here, &to), "%s", others[i]);
}

Test(redis_cluster, keeps_no_more_keys_than_it_has_room_for)
{
    static struct redis_known known;
    char key[8];
    for (unsigned i = 1; i <= 20; i++) {
        const struct redis_place place = { "a", i };
        (void)snprintf(key, sizeof key, "k%u", i);
        redis_known_put(&known, bytes_of_text(key), &place);
        redis_known_put(&known, bytes_of_text(key), &place);
        cr_expect_eq(redis_known_find(&known, bytes_of_text(key))->port, i);
    }
    cr_expect_null(redis_known_find(&known, bytes_of_text("k1")));
    cr_expect_eq(known.n, REDIS_KNOWN_MAX);
}

Test(redis_cluster, keeps_no_more_nodes_than_it_has_room_for)
{
    static struct redis_nodes nodes;
    for (unsigned i = 1; i <= 20; i++) {
        const struct redis_place place = { "a", i };
        redis_nodes_put(&nodes, &place);
        redis_nodes_put(&nodes, &place);
    }
    cr_expect_eq(nodes.n, REDIS_NODES_MAX);
    cr_expect_eq(nodes.place[0].port, 17, "in the place of the oldest");
    redis_nodes_read(&nodes, NULL, &nodes.place[0]);
    cr_expect_eq(nodes.n, REDIS_NODES_MAX);
}

/* Against a real Redis: what is delivered is there once, whatever dies or is sent again. */
#include "alerts/redis_push.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/redis_server.h"

enum { LINES_MAX = 1200 };

static const char sender_a[] = "0123456789abcdef0123456789abcdef";
static const char sender_b[] = "fedcba9876543210fedcba9876543210";
static const char cursor_a[] =
    "camwarden:delivered:{camwarden:alerts}:0123456789abcdef0123456789abcdef";

static struct redis_server server;
static char url[256];
static void *sink; /* the one that is open */
static struct error e;
static struct bytes line[LINES_MAX];
static char text[LINES_MAX][24];

static void end(void)
{
    struct error closing;
    if (sink != NULL)
        (void)redis_sink.close(sink, &closing);
    redis_server_end(&server);
}

TestSuite(redis_push, .fini = end, .timeout = 60);

static void open_with(const char *parameters)
{
    (void)snprintf(url, sizeof url, "%s%s", server.url, parameters);
    sink = redis_sink.open(url, &e);
    cr_assert_not_null(sink, "%s", e.s);
}

static void start(const char *parameters)
{
    redis_server_start(&server, NULL);
    open_with(parameters);
}

/* Lines first, first + 1, ... of an epoch, each of which is its number. */
static struct batch batch_of(uint64_t epoch, uint64_t first, size_t n)
{
    cr_assert_leq(n, LINES_MAX);
    for (size_t i = 0; i < n; i++) {
        int length = snprintf(text[i], sizeof text[i], "%llu", (unsigned long long)(first + i));
        line[i] = (struct bytes){ (const uint8_t *)text[i], (size_t)length };
    }
    return (
        struct batch){ .n = n, .line = line, .sender = sender_a, .epoch = epoch, .first = first };
}

static void delivers(uint64_t epoch, uint64_t first, size_t n)
{
    struct batch b = batch_of(epoch, first, n);
    cr_assert(redis_sink.deliver(sink, &b, &e), "%s", e.s);
}

static void list_is(const char *expected)
{
    cr_expect_str_eq(redis_server_text(&server, "LRANGE camwarden:alerts 0 -1"), expected);
}

static void cursor_is(const char *expected)
{
    cr_expect_str_eq(redis_server_text(&server, "GET %s", cursor_a), expected);
}

static struct sink_figures figures(void)
{
    struct sink_figures f;
    redis_sink.figures(sink, &f);
    return f;
}

Test(redis_push, delivers_a_batch_and_says_where_it_got_to)
{
    start("");
    delivers(1, 1, 3);
    list_is("1 2 3");
    cursor_is("1-3");
    long long seconds = redis_server_number(&server, "TTL %s", cursor_a);
    cr_expect(seconds > 89 * 86400 && seconds <= 90 * 86400, "%lld", seconds);
    cr_expect_eq(figures().depth, 3);
    cr_expect_eq(figures().repeated, 0);
}

Test(redis_push, adds_nothing_when_a_batch_is_sent_again)
{
    start("");
    delivers(1, 1, 3);
    delivers(1, 1, 3);
    list_is("1 2 3");
    cr_expect_eq(figures().repeated, 3);
}

Test(redis_push, adds_only_the_rest_of_a_batch_that_had_arrived_in_part)
{
    start("");
    delivers(1, 1, 3);
    delivers(1, 2, 4);
    list_is("1 2 3 4 5");
    cursor_is("1-5");
    cr_expect_eq(figures().repeated, 2);
}

Test(redis_push, goes_on_behind_a_gap)
{
    start("");
    delivers(1, 1, 2);
    delivers(1, 10, 2);
    list_is("1 2 10 11");
}

Test(redis_push, takes_small_numbers_of_a_new_epoch)
{
    start("");
    delivers(1, 7, 2);
    delivers(2, 1, 2);
    list_is("7 8 1 2");
    cursor_is("2-2");
}

Test(redis_push, passes_over_an_older_epoch)
{
    start("");
    delivers(2, 1, 2);
    delivers(1, 7, 2);
    list_is("1 2");
    cursor_is("2-2");
    cr_expect_eq(figures().repeated, 2);
}

Test(redis_push, keeps_two_senders_apart)
{
    start("");
    delivers(1, 1, 2);
    struct batch other = batch_of(1, 1, 3);
    other.sender = sender_b;
    cr_assert(redis_sink.deliver(sink, &other, &e), "%s", e.s);
    delivers(1, 1, 3);
    list_is("1 2 1 2 3 3");
    cr_expect_eq(figures().forgotten, 0);
}

Test(redis_push, cuts_a_big_batch_and_sends_it_whole)
{
    start("");
    delivers(1, 1, LINES_MAX);
    cr_expect_eq(redis_server_number(&server, "LLEN camwarden:alerts"), LINES_MAX);
    for (int i = 0; i < LINES_MAX; i += 97)
        cr_expect_eq(atoi(redis_server_text(&server, "LINDEX camwarden:alerts %d", i)), i + 1);
    delivers(1, 1, LINES_MAX);
    delivers(1, 600, LINES_MAX);
    cr_expect_eq(redis_server_number(&server, "LLEN camwarden:alerts"), LINES_MAX + 599);
}

Test(redis_push, brings_no_repeats_when_a_reader_takes_or_removes_the_list)
{
    start("");
    delivers(1, 1, 3);
    cr_expect_eq(redis_server_number(&server, "DEL camwarden:alerts"), 1);
    delivers(1, 1, 3);
    delivers(1, 3, 2);
    list_is("4");
}

Test(redis_push, takes_numbers_up_to_what_a_double_can_tell)
{
    start("");
    const uint64_t last = ((uint64_t)1 << 53) - 1;
    delivers(last, last - 2, 2);
    delivers(last, last - 2, 3);
    list_is("9007199254740989 9007199254740990 9007199254740991");
    cursor_is("9007199254740991-9007199254740991");
    struct batch b = batch_of(1, last - 1, 3);
    cr_expect_not(redis_sink.deliver(sink, &b, &e));
    cr_expect_not_null(strstr(e.s, "come to their end"), "%s", e.s);
    b = batch_of(last + 1, 1, 1);
    cr_expect_not(redis_sink.deliver(sink, &b, &e));
}

Test(redis_push, lets_old_lines_of_a_full_list_give_way_and_counts_them)
{
    start("?max=5");
    delivers(1, 1, 4);
    cr_expect_eq(figures().trimmed, 0);
    delivers(1, 5, 4);
    list_is("4 5 6 7 8");
    cr_expect_eq(figures().trimmed, 3);
    cr_expect_eq(figures().depth, 5);
    delivers(1, 5, 4);
    cr_expect_eq(figures().trimmed, 3);
    delivers(1, 9, 20);
    list_is("24 25 26 27 28");
    cr_expect_eq(figures().trimmed, 23);
}

Test(redis_push, writes_a_stream)
{
    start("?mode=stream&key=%7Bsite%7D:eve");
    delivers(1, 1, 2);
    delivers(1, 2, 2);
    cr_expect_eq(redis_server_number(&server, "XLEN {site}:eve"), 3);
    const char *read = redis_server_text(&server, "XRANGE {site}:eve - +");
    cr_expect_not_null(strstr(read, "eve 1 "), "%s", read);
    cr_expect_not_null(strstr(read, "eve 2 "), "%s", read);
    cr_expect_str_eq(read + strlen(read) - strlen("eve 3"), "eve 3");
    cr_expect_str_eq(
        redis_server_text(&server, "GET camwarden:delivered:{site}:{site}:eve:%s", sender_a),
        "1-3");
}

Test(redis_push, lets_old_lines_of_a_full_stream_give_way_and_counts_them)
{
    start("?mode=stream&max=200");
    delivers(1, 1, LINES_MAX);
    long long left = redis_server_number(&server, "XLEN camwarden:alerts");
    cr_expect(left >= 200 && left < 400, "%lld: it is trimmed by whole pages", left);
    cr_expect_eq(figures().trimmed, (uint64_t)(LINES_MAX - left));
    cr_expect_eq(figures().depth, (uint64_t)left);
}

Test(redis_push, tells_a_channel_and_counts_what_nobody_heard)
{
    start("?mode=channel&key=eve");
    delivers(1, 1, 2);
    cr_expect_eq(figures().unheard, 2);
    cr_expect_str_eq(redis_server_text(&server, "KEYS *"), "");
    cr_expect_str_eq(redis_server_text(&server, "SUBSCRIBE eve"), "subscribe eve (1)");
}

Test(redis_push, appends_lines_without_numbers_as_they_are)
{
    start("?mode=stream");
    struct batch b = { .n = 2, .line = batch_of(1, 1, 2).line };
    cr_expect(redis_sink.deliver(sink, &b, &e), "%s", e.s);
    cr_expect(redis_sink.deliver(sink, &b, &e), "%s", e.s);
    cr_expect_eq(redis_server_number(&server, "XLEN camwarden:alerts"), 4);
    cr_expect_str_eq(redis_server_text(&server, "KEYS *"), "camwarden:alerts");
}

Test(redis_push, survives_that_scripts_are_forgotten)
{
    start("");
    delivers(1, 1, 1);
    cr_expect_str_eq(redis_server_text(&server, "SCRIPT FLUSH"), "OK");
    delivers(1, 1, LINES_MAX);
    cr_expect_eq(redis_server_number(&server, "LLEN camwarden:alerts"), LINES_MAX);
    cr_expect_eq(figures().repeated, 1);
}

Test(redis_push, loses_and_doubles_nothing_when_redis_is_killed)
{
    static const char *options[] = { "--appendonly", "yes", "--appendfsync", "always", NULL };
    redis_server_start(&server, options);
    open_with("");
    for (uint64_t round = 0; round < 4; round++) {
        delivers(1, 1 + round * 300, 300);
        redis_server_kill(&server);
        struct batch b = batch_of(1, 151 + round * 300, 450);
        cr_expect_not(redis_sink.deliver(sink, &b, &e));
        redis_server_again(&server);
        cr_assert(redis_sink.mend(sink, &e), "%s", e.s);
        cr_assert(redis_sink.deliver(sink, &b, &e), "%s", e.s);
    }
    cr_expect_eq(redis_server_number(&server, "LLEN camwarden:alerts"), 1500);
    for (int i = 0; i < 1500; i++)
        cr_assert_eq(atoi(redis_server_text(&server, "LINDEX camwarden:alerts %d", i)), i + 1);
    cr_expect_eq(figures().forgotten, 0);
}

Test(redis_push, counts_that_redis_forgot_what_it_had_confirmed)
{
    start("");
    delivers(1, 1, 2);
    cr_expect_str_eq(redis_server_text(&server, "FLUSHALL"), "OK");
    delivers(1, 3, 2);
    cr_expect_eq(figures().forgotten, 1);
    delivers(1, 5, 2);
    cr_expect_eq(figures().forgotten, 1);
    list_is("3 4 5 6");
}

/* A refusal, then what repairs it. */
static void waits_until(const char *wrong, const char *words, const char *repair)
{
    cr_assert_str_eq(redis_server_text(&server, "%s", wrong), "OK");
    struct batch b = batch_of(1, 4, 3);
    cr_expect_not(redis_sink.deliver(sink, &b, &e));
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    (void)redis_server_text(&server, "%s", repair);
    cr_assert(redis_sink.mend(sink, &e), "%s", e.s);
    cr_assert(redis_sink.deliver(sink, &b, &e), "%s", e.s);
}

Test(redis_push, waits_for_a_key_of_another_type_to_be_repaired)
{
    start("");
    waits_until("SET camwarden:alerts other", "WRONGTYPE", "DEL camwarden:alerts");
    list_is("4 5 6");
}

Test(redis_push, waits_for_a_cursor_that_is_none_to_be_repaired)
{
    start("");
    char wrong[160];
    char repair[160];
    (void)snprintf(wrong, sizeof wrong, "SET %s other", cursor_a);
    (void)snprintf(repair, sizeof repair, "DEL %s", cursor_a);
    waits_until(wrong, "CURSOR", repair);
    list_is("4 5 6");
}

Test(redis_push, does_nothing_while_the_memory_is_full)
{
    start("");
    delivers(1, 1, 3);
    waits_until("CONFIG SET maxmemory 1", "OOM", "CONFIG SET maxmemory 0");
    list_is("1 2 3 4 5 6");
}

Test(redis_push, does_nothing_at_a_replica)
{
    start("");
    delivers(1, 1, 3);
    char wrong[64];
    (void)snprintf(wrong, sizeof wrong, "REPLICAOF 127.0.0.1 %u", free_port());
    waits_until(wrong, "READONLY", "REPLICAOF NO ONE");
    list_is("1 2 3 4 5 6");
}

Test(redis_push, does_nothing_while_too_few_replicas_are_there)
{
    start("");
    delivers(1, 1, 3);
    waits_until("CONFIG SET min-replicas-to-write 1", "NOREPLICAS",
                "CONFIG SET min-replicas-to-write 0");
    list_is("1 2 3 4 5 6");
}

Test(redis_push, asks_for_replicas_and_takes_fewer_for_a_failure)
{
    start("?wait=1");
    struct batch b = batch_of(1, 1, 3);
    cr_expect_not(redis_sink.deliver(sink, &b, &e));
    cr_expect_not_null(strstr(e.s, "only 0 of its replicas"), "%s", e.s);

    struct redis_server replica;
    char port[16];
    (void)snprintf(port, sizeof port, "%u", free_port());
    cr_assert_str_eq(redis_server_text(&server, "CONFIG SET port %s", port), "OK");
    const char *options[] = { "--replicaof", "127.0.0.1", port, "--repl-diskless-sync-delay",
                              "0",           NULL };
    redis_server_start(&replica, options);
    bool delivered = false;
    for (int i = 0; i < 20 && !delivered; i++)
        delivered = redis_sink.mend(sink, &e) && redis_sink.deliver(sink, &b, &e);
    cr_expect(delivered, "%s", e.s);
    list_is("1 2 3");
    cr_expect_str_eq(redis_server_text(&replica, "LRANGE camwarden:alerts 0 -1"), "1 2 3");
    redis_server_end(&replica);
}

Test(redis_push, measures_how_many_wait_with_each_heartbeat)
{
    start("");
    delivers(1, 1, 3);
    (void)redis_server_text(&server, "LPOP camwarden:alerts 2");
    cr_expect(redis_sink.beat(sink, "north", bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect_eq(figures().depth, 1);
}

/* Against a real Redis that refuses, forgets or dies: what is delivered is there once. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/pushing.h"

TestSuite(redis_push_refused, .fini = pushed_end, .timeout = 60);

static struct error e;

Test(redis_push_refused, survives_that_scripts_are_forgotten)
{
    pushed_start("");
    pushed(1, 1, 1);
    cr_expect_str_eq(redis_server_text(&pushed_server, "SCRIPT FLUSH"), "OK");
    pushed(1, 1, PUSHED_MAX);
    cr_expect_eq(redis_server_number(&pushed_server, "LLEN camwarden:alerts"), PUSHED_MAX);
    cr_expect_eq(pushed_figures().repeated, 1);
}

Test(redis_push_refused, loses_and_doubles_nothing_when_redis_is_killed)
{
    static const char *options[] = { "--appendonly", "yes", "--appendfsync", "always", NULL };
    pushed_start_with(options, "");
    for (uint64_t round = 0; round < 4; round++) {
        pushed(1, 1 + round * 300, 300);
        redis_server_kill(&pushed_server);
        struct batch b = pushed_batch(1, 151 + round * 300, 450);
        cr_expect_not(redis_sink.deliver(pushed_sink, &b, &e));
        redis_server_again(&pushed_server);
        cr_assert(redis_sink.mend(pushed_sink, &e), "%s", e.s);
        cr_assert(redis_sink.deliver(pushed_sink, &b, &e), "%s", e.s);
    }
    cr_expect_eq(redis_server_number(&pushed_server, "LLEN camwarden:alerts"), 1500);
    for (int i = 0; i < 1500; i++)
        cr_assert_eq(atoi(redis_server_text(&pushed_server, "LINDEX camwarden:alerts %d", i)),
                     i + 1);
    cr_expect_eq(pushed_figures().forgotten, 0);
}

Test(redis_push_refused, counts_that_redis_forgot_what_it_had_confirmed)
{
    pushed_start("");
    pushed(1, 1, 2);
    cr_expect_str_eq(redis_server_text(&pushed_server, "FLUSHALL"), "OK");
    pushed(1, 3, 2);
    cr_expect_eq(pushed_figures().forgotten, 1);
    pushed(1, 5, 2);
    cr_expect_eq(pushed_figures().forgotten, 1);
    pushed_list_is("3 4 5 6");
}

/* A refusal, then what repairs it. */
static void waits_until(const char *wrong, const char *words, const char *repair)
{
    cr_assert_str_eq(redis_server_text(&pushed_server, "%s", wrong), "OK");
    struct batch b = pushed_batch(1, 4, 3);
    cr_expect_not(redis_sink.deliver(pushed_sink, &b, &e));
    cr_expect_not_null(strstr(e.s, words), "'%s' does not say '%s'", e.s, words);
    (void)redis_server_text(&pushed_server, "%s", repair);
    cr_assert(redis_sink.mend(pushed_sink, &e), "%s", e.s);
    cr_assert(redis_sink.deliver(pushed_sink, &b, &e), "%s", e.s);
}

Test(redis_push_refused, waits_for_a_key_of_another_type_to_be_repaired)
{
    pushed_start("");
    waits_until("SET camwarden:alerts other", "WRONGTYPE", "DEL camwarden:alerts");
    pushed_list_is("4 5 6");
}

Test(redis_push_refused, waits_for_a_cursor_that_is_none_to_be_repaired)
{
    pushed_start("");
    char wrong[160];
    char repair[160];
    (void)snprintf(wrong, sizeof wrong, "SET %s other", pushed_cursor);
    (void)snprintf(repair, sizeof repair, "DEL %s", pushed_cursor);
    waits_until(wrong, "CURSOR", repair);
    pushed_list_is("4 5 6");
}

Test(redis_push_refused, does_nothing_while_the_memory_is_full)
{
    pushed_start("");
    pushed(1, 1, 3);
    waits_until("CONFIG SET maxmemory 1", "OOM", "CONFIG SET maxmemory 0");
    pushed_list_is("1 2 3 4 5 6");
}

Test(redis_push_refused, does_nothing_at_a_replica)
{
    pushed_start("");
    pushed(1, 1, 3);
    char wrong[64];
    (void)snprintf(wrong, sizeof wrong, "REPLICAOF 127.0.0.1 %u", free_port());
    waits_until(wrong, "READONLY", "REPLICAOF NO ONE");
    pushed_list_is("1 2 3 4 5 6");
}

Test(redis_push_refused, does_nothing_while_too_few_replicas_are_there)
{
    pushed_start("");
    pushed(1, 1, 3);
    waits_until("CONFIG SET min-replicas-to-write 1", "NOREPLICAS",
                "CONFIG SET min-replicas-to-write 0");
    pushed_list_is("1 2 3 4 5 6");
}

Test(redis_push_refused, asks_for_replicas_and_takes_fewer_for_a_failure)
{
    pushed_start("?wait=1");
    struct batch b = pushed_batch(1, 1, 3);
    cr_expect_not(redis_sink.deliver(pushed_sink, &b, &e));
    cr_expect_not_null(strstr(e.s, "only 0 of its replicas"), "%s", e.s);

    struct redis_server replica;
    char port[16];
    (void)snprintf(port, sizeof port, "%u", free_port());
    cr_assert_str_eq(redis_server_text(&pushed_server, "CONFIG SET port %s", port), "OK");
    const char *options[] = { "--replicaof", "127.0.0.1", port, "--repl-diskless-sync-delay",
                              "0",           NULL };
    redis_server_start(&replica, options);
    bool delivered = false;
    for (int i = 0; i < 20 && !delivered; i++)
        delivered = redis_sink.mend(pushed_sink, &e) && redis_sink.deliver(pushed_sink, &b, &e);
    cr_expect(delivered, "%s", e.s);
    pushed_list_is("1 2 3");
    cr_expect_str_eq(redis_server_text(&replica, "LRANGE camwarden:alerts 0 -1"), "1 2 3");
    redis_server_end(&replica);
}

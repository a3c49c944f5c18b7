/* Against a real Redis: what is delivered is there once, though it is sent again. */
#include "alerts/redis_push.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/pushing.h"

TestSuite(redis_push, .fini = pushed_end, .timeout = 60);

static struct error e;

Test(redis_push, delivers_a_batch_and_says_where_it_got_to)
{
    pushed_start("");
    pushed(1, 1, 3);
    pushed_list_is("1 2 3");
    pushed_cursor_is("1-3");
    long long seconds = redis_server_number(&pushed_server, "TTL %s", pushed_cursor);
    cr_expect(seconds > 89 * 86400 && seconds <= 90 * 86400, "%lld", seconds);
    cr_expect_eq(pushed_figures().depth, 3);
    cr_expect_eq(pushed_figures().repeated, 0);
}

Test(redis_push, adds_nothing_when_a_batch_is_sent_again)
{
    pushed_start("");
    pushed(1, 1, 3);
    pushed(1, 1, 3);
    pushed_list_is("1 2 3");
    cr_expect_eq(pushed_figures().repeated, 3);
}

Test(redis_push, adds_only_the_rest_of_a_batch_that_had_arrived_in_part)
{
    pushed_start("");
    pushed(1, 1, 3);
    pushed(1, 2, 4);
    pushed_list_is("1 2 3 4 5");
    pushed_cursor_is("1-5");
    cr_expect_eq(pushed_figures().repeated, 2);
}

Test(redis_push, goes_on_behind_a_gap)
{
    pushed_start("");
    pushed(1, 1, 2);
    pushed(1, 10, 2);
    pushed_list_is("1 2 10 11");
}

Test(redis_push, takes_small_numbers_of_a_new_epoch)
{
    pushed_start("");
    pushed(1, 7, 2);
    pushed(2, 1, 2);
    pushed_list_is("7 8 1 2");
    pushed_cursor_is("2-2");
}

Test(redis_push, passes_over_an_older_epoch)
{
    pushed_start("");
    pushed(2, 1, 2);
    pushed(1, 7, 2);
    pushed_list_is("1 2");
    pushed_cursor_is("2-2");
    cr_expect_eq(pushed_figures().repeated, 2);
}

Test(redis_push, keeps_two_senders_apart)
{
    pushed_start("");
    pushed(1, 1, 2);
    struct batch other = pushed_batch(1, 1, 3);
    other.sender = "fedcba9876543210fedcba9876543210";
    cr_assert(redis_sink.deliver(pushed_sink, &other, &e), "%s", e.s);
    pushed(1, 1, 3);
    pushed_list_is("1 2 1 2 3 3");
    cr_expect_eq(pushed_figures().forgotten, 0);
}

Test(redis_push, cuts_a_big_batch_and_sends_it_whole)
{
    pushed_start("");
    pushed(1, 1, PUSHED_MAX);
    cr_expect_eq(redis_server_number(&pushed_server, "LLEN camwarden:alerts"), PUSHED_MAX);
    for (int i = 0; i < PUSHED_MAX; i += 97)
        cr_expect_eq(atoi(redis_server_text(&pushed_server, "LINDEX camwarden:alerts %d", i)),
                     i + 1);
    pushed(1, 1, PUSHED_MAX);
    pushed(1, 600, PUSHED_MAX);
    cr_expect_eq(redis_server_number(&pushed_server, "LLEN camwarden:alerts"), PUSHED_MAX + 599);
}

Test(redis_push, brings_no_repeats_when_a_reader_takes_or_removes_the_list)
{
    pushed_start("");
    pushed(1, 1, 3);
    cr_expect_eq(redis_server_number(&pushed_server, "DEL camwarden:alerts"), 1);
    pushed(1, 1, 3);
    pushed(1, 3, 2);
    pushed_list_is("4");
}

Test(redis_push, takes_numbers_up_to_what_a_double_can_tell)
{
    pushed_start("");
    const uint64_t last = ((uint64_t)1 << 53) - 1;
    pushed(last, last - 2, 2);
    pushed(last, last - 2, 3);
    pushed_list_is("9007199254740989 9007199254740990 9007199254740991");
    pushed_cursor_is("9007199254740991-9007199254740991");
    struct batch b = pushed_batch(1, last - 1, 3);
    cr_expect_not(redis_sink.deliver(pushed_sink, &b, &e));
    cr_expect_not_null(strstr(e.s, "come to their end"), "%s", e.s);
    b = pushed_batch(last + 1, 1, 1);
    cr_expect_not(redis_sink.deliver(pushed_sink, &b, &e));
}

Test(redis_push, lets_old_lines_of_a_full_list_give_way_and_counts_them)
{
    pushed_start("?max=5");
    pushed(1, 1, 4);
    cr_expect_eq(pushed_figures().trimmed, 0);
    pushed(1, 5, 4);
    pushed_list_is("4 5 6 7 8");
    cr_expect_eq(pushed_figures().trimmed, 3);
    cr_expect_eq(pushed_figures().depth, 5);
    pushed(1, 5, 4);
    cr_expect_eq(pushed_figures().trimmed, 3);
    pushed(1, 9, 20);
    pushed_list_is("24 25 26 27 28");
    cr_expect_eq(pushed_figures().trimmed, 23);
}

Test(redis_push, writes_a_stream)
{
    pushed_start("?mode=stream&key=%7Bsite%7D:eve");
    pushed(1, 1, 2);
    pushed(1, 2, 2);
    cr_expect_eq(redis_server_number(&pushed_server, "XLEN {site}:eve"), 3);
    const char *read = redis_server_text(&pushed_server, "XRANGE {site}:eve - +");
    cr_expect_not_null(strstr(read, "eve 1 "), "%s", read);
    cr_expect_not_null(strstr(read, "eve 2 "), "%s", read);
    cr_expect_str_eq(read + strlen(read) - strlen("eve 3"), "eve 3");
    cr_expect_str_eq(redis_server_text(&pushed_server,
                                       "GET camwarden:delivered:{site}:{site}:eve:%s",
                                       pushed_sender),
                     "1-3");
}

Test(redis_push, lets_old_lines_of_a_full_stream_give_way_and_counts_them)
{
    pushed_start("?mode=stream&max=200");
    pushed(1, 1, PUSHED_MAX);
    long long left = redis_server_number(&pushed_server, "XLEN camwarden:alerts");
    cr_expect(left >= 200 && left < 400, "%lld: it is trimmed by whole pages", left);
    cr_expect_eq(pushed_figures().trimmed, (uint64_t)(PUSHED_MAX - left));
    cr_expect_eq(pushed_figures().depth, (uint64_t)left);
}

Test(redis_push, tells_a_channel_and_counts_what_nobody_heard)
{
    pushed_start("?mode=channel&key=eve");
    pushed(1, 1, 2);
    cr_expect_eq(pushed_figures().unheard, 2);
    cr_expect_str_eq(redis_server_text(&pushed_server, "KEYS *"), "");
    cr_expect_str_eq(redis_server_text(&pushed_server, "SUBSCRIBE eve"), "subscribe eve (1)");
}

Test(redis_push, appends_lines_without_numbers_as_they_are)
{
    pushed_start("?mode=stream");
    struct batch b = { .n = 2, .line = pushed_batch(1, 1, 2).line };
    cr_expect(redis_sink.deliver(pushed_sink, &b, &e), "%s", e.s);
    cr_expect(redis_sink.deliver(pushed_sink, &b, &e), "%s", e.s);
    cr_expect_eq(redis_server_number(&pushed_server, "XLEN camwarden:alerts"), 4);
    cr_expect_str_eq(redis_server_text(&pushed_server, "KEYS *"), "camwarden:alerts");
}

Test(redis_push, measures_how_many_wait_with_each_heartbeat)
{
    pushed_start("");
    pushed(1, 1, 3);
    (void)redis_server_text(&pushed_server, "LPOP camwarden:alerts 2");
    cr_expect(redis_sink.beat(pushed_sink, "north", bytes_of_text("{}"), &e), "%s", e.s);
    cr_expect_eq(pushed_figures().depth, 1);
}

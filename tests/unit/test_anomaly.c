#include <criterion/criterion.h>

#include "alerts/anomaly.h"

#include <stdlib.h>

static const uint64_t second_ns = 1000000000;

static struct observation played(uint8_t host, enum trick trick, uint64_t at_s)
{
    const uint8_t a[4] = { 192, 0, 2, host }, b[4] = { 192, 0, 2, 200 };
    return (struct observation){ .kind = OBS_ANOMALY,
                                 .time_ns = at_s * second_ns,
                                 .frame_no = 7,
                                 .transport = TRANSPORT_TCP,
                                 .client = { ip_from_v4(a), 40000 },
                                 .server = { ip_from_v4(b), 80 },
                                 .from_client = true,
                                 .anomaly = { .trick = trick } };
}

static bool is_news(struct anomalies *a, struct observation o)
{
    return anomaly_is_news(a, &o);
}

Test(anomaly, is_told_once_a_minute_and_pair_and_trick)
{
    struct anomalies *a = calloc(1, sizeof *a);
    cr_assert(is_news(a, played(1, TRICK_tcp_hops, 100)));
    cr_assert_not(is_news(a, played(1, TRICK_tcp_hops, 159)));
    cr_assert(is_news(a, played(1, TRICK_tcp_fin, 101)));
    cr_assert(is_news(a, played(2, TRICK_tcp_hops, 101)));
    struct observation back = played(1, TRICK_tcp_hops, 102);
    struct endpoint client = back.client;
    back.client = back.server;
    back.server = client;
    cr_assert_not(is_news(a, back), "whoever of the two it is");
    cr_assert(is_news(a, played(1, TRICK_tcp_hops, 160)));
    cr_assert(is_news(a, played(1, TRICK_tcp_hops, 5)), "a clock that was set back");
    free(a);
}

Test(anomaly, no_more_than_so_many_a_minute)
{
    struct anomalies *a = calloc(1, sizeof *a);
    size_t told = 0;
    for (int host = 0; host < 200; host++)
        for (enum trick t = TRICK_NONE + 1; t < TRICKS; t++)
            told += is_news(a, played((uint8_t)host, t, 100));
    cr_assert_eq(told, ANOMALIES_A_MINUTE);
    cr_assert(is_news(a, played(1, TRICK_tcp_hops, 161)));
    free(a);
}

Test(anomaly, is_a_line_of_eve)
{
    char line[ANOMALY_LINE_MAX + 1] = { 0 };
    struct observation o = played(1, TRICK_tcp_overlap, 100);
    const struct eve_style style = { .host = "gate-7" };
    size_t n = anomaly_write(&o, &style, line, sizeof line - 1);
    cr_assert_gt(n, 0);
    cr_assert_not_null(strstr(line, "\"event_type\":\"anomaly\""));
    cr_assert_not_null(strstr(
        line, "\"anomaly\":{\"event\":\"stream.overlap_different_data\",\"type\":\"stream\"}"));
    cr_assert_not_null(strstr(line, "\"src_ip\":\"192.0.2.1\""));
}

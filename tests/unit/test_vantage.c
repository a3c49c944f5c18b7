#include "rules/vantage.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static struct observation one_way(struct observation o)
{
    o.both_ways = false;
    return o;
}

static enum vantage vantage(struct court *c)
{
    cr_assert_eq(judge_cameras(c->judge), 1);
    return judge_camera(c->judge, 0).vantage;
}

static void expect_unknown(struct court *c, const char *item, const char *why, const char *lift)
{
    struct standing s = court_standing(c, item);
    cr_assert_eq(s.verdict, VERDICT_UNKNOWN, "%s", item);
    cr_assert_not_null(strstr(s.why, why), "%s: %s", item, s.why);
    cr_assert_not_null(strstr(s.lift, lift), "%s: %s", item, s.lift);
}

/* A search, and its answer to all. */
Test(vantage, is_broadcast_where_only_broadcasts_come)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, easy_ip(ACT_RESPONSE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED));
    cr_assert_eq(vantage(c), VANTAGE_BROADCAST);
    cr_assert_eq(judge_vantage(c->judge), VANTAGE_BROADCAST);
    expect_unknown(c, "3.8", "Only broadcasts and multicasts reach the sensor", "SPAN or TAP");
    expect_unknown(c, "2.6", "did not say by Easy IP", "A search by Easy IP");
    court_expect(c, "3.2.4", VERDICT_PASS, "window-expired", "expired");
    court_close(c);
}

Test(vantage, is_one_way_where_the_mirror_carries_half_a_port)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, one_way(answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE)));
    court_show(c, one_way(answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE)));
    cr_assert_eq(vantage(c), VANTAGE_ONE_WAY);
    expect_unknown(c, "3.2.1", "only what it sends", "both directions");
    court_close(c);
    c = court_with_camera(NULL);
    court_show(c, one_way(asked("rtsp", OBS_EXCHANGE, 554)));
    cr_assert_eq(vantage(c), VANTAGE_ONE_WAY);
    expect_unknown(c, "3.2.1", "only what is sent to it", "both directions");
    court_close(c);
}

Test(vantage, is_a_mirror_once_both_directions_were_seen)
{
    struct court *c = court_with_camera(NULL);
    court_show(c, one_way(asked("rtsp", OBS_EXCHANGE, 554)));
    uint64_t changes = judge_camera(c->judge, judge_cameras(c->judge) - 1).changes;
    court_show(c, one_way(used("ntp", OBS_TIME_SYNC, 123)));
    cr_assert_eq(vantage(c), VANTAGE_MIRROR);
    cr_assert_gt(judge_camera(c->judge, 0).changes, changes, "a posture that is told again");
    expect_unknown(c, "3.2.1", "Nobody was seen to try FTP", "port 21");
    court_close(c);
}

/* A SYN and its answer: a connection that nobody reads is unicast, too. */
Test(vantage, is_shown_by_what_no_dissector_knows)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = served("ndpi", OBS_APPLICATION, 9000);
    court_show(c, o);
    cr_assert_eq(vantage(c), VANTAGE_MIRROR);
    court_close(c);
}

/* The facts do not tell whether the question was seen. */
Test(vantage, is_not_shown_by_a_ping)
{
    struct court *c = court_with_camera(NULL);
    struct observation o = one_way(served("icmp", OBS_SERVICE, 0));
    o.transport = TRANSPORT_ICMP;
    court_show(c, o);
    cr_assert_eq(vantage(c), VANTAGE_BROADCAST);
    court_close(c);
}

Test(vantage, is_a_link_where_its_802_1x_is_seen)
{
    struct court *c = court_with_camera(NULL);
    expect_unknown(c, "4.1", "No 802.1X of any port", "tap on the camera's own link");
    struct observation o = { .kind = OBS_PORT_AUTH, .protocol = "eap" };
    o.transport = TRANSPORT_LINK;
    o.port_auth.event = PORT_LOGOFF;
    o.port_auth.mac = camera_mac;
    court_show(c, o);
    cr_assert_eq(vantage(c), VANTAGE_LINK);
    expect_unknown(c, "4.1", "No 802.1X login of this camera", "when the camera logs in");
    expect_unknown(c, "3.8", "Only broadcasts and multicasts", "SPAN or TAP");
    court_close(c);
}

/* The mirror works; this camera is not on it. */
Test(vantage, of_a_camera_may_be_less_than_that_of_the_sensor)
{
    struct court *c = court_with_camera(NULL);
    struct observation other = answered("rtsp", 554, "DESCRIBE", 401, SCHEME_NONE);
    other.server = at_host(11, 554);
    other.server_mac = (struct mac){ { 0xd4, 0x2d, 0xc5, 0, 0, 2 } };
    court_show(c, other);
    cr_assert_eq(judge_cameras(c->judge), 2);
    cr_assert_eq(judge_vantage(c->judge), VANTAGE_MIRROR);
    size_t blind = judge_camera(c->judge, 0).vantage == VANTAGE_BROADCAST ? 0 : 1;
    cr_assert_eq(judge_camera(c->judge, blind).vantage, VANTAGE_BROADCAST);
    for (size_t i = 0; i < items_n; i++) {
        struct standing s = judge_standing(c->judge, blind, i);
        if (items[i]->needs == VANTAGE_MIRROR && items[i]->weigh != NULL)
            cr_assert_not_null(strstr(s.why, "though conversations of other hosts"), "%s", s.why);
    }
    court_close(c);
}

/* protocols.md 0.1: silence at the wrong place is UNKNOWN, were it for a day. */
Test(vantage, makes_silence_of_a_day_worth_nothing_where_it_is_too_low)
{
    struct court *c = court_with_camera(NULL);
    for (int hour = 0; hour < 30; hour++) {
        court_wait(c, 3600);
        court_show(c, easy_ip(ACT_RESPONSE, WINDOW_EXPIRED, ADMINISTRATOR_REGISTERED));
    }
    expect_unknown(c, "3.2.2", "Only broadcasts and multicasts", "SPAN or TAP");
    court_close(c);
}

Test(vantage, sentences_fit_their_field)
{
    struct sentence whole;
    for (enum vantage needs = 0; needs < VANTAGES; needs++)
        for (unsigned own = 0; own < 8; own++)
            for (unsigned all = 0; all < 8; all++) {
                struct blindness b = blindness_of(needs, (uint8_t)own, (uint8_t)(own | all));
                cr_assert_eq(b.why == NULL, b.lift == NULL);
                sentence_format(&whole, "%s", b.why != NULL ? b.why : "");
                cr_assert_str_eq(whole.s, b.why != NULL ? b.why : "");
                sentence_format(&whole, "%s", b.lift != NULL ? b.lift : "");
                cr_assert_str_eq(whole.s, b.lift != NULL ? b.lift : "");
            }
}

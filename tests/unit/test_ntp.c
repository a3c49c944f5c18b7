#include <criterion/criterion.h>

#include "tests/support/datagram.h"

/* Made by hand after RFC 5905 and RFC 8915; the sensor's time is 1700000000 s since 1970. */

static const char bare[] = "23000000000000000000000000000000000000000000000000000000000000000000000"
                           "0000000000000000000000000";
static const char exact[] = "2300000000000000000000000000000000000000000000000000000000000000000000"
                            "0000000000e8fe6f8080000000";
static const char chance[] = "230000000000000000000000000000000000000000000000000000000000000000000"
                             "00000000000eb60c98001234567";
static const char far_chance[] = "23000000000000000000000000000000000000000000000000000000000000000"
                                 "0000000000000001234567801234567";
static const char whole_seconds[] = "1b000000000000000000000000000000000000000000000000000000000000"
                                    "000000000000000000e71d3c0000000000";
static const char ntpd[] = "e30006fa000100000001000000000000000000000000000000000000000000000000000"
                           "000000000e8fe8ba040000000";
static const char server[] = "240206e90000010000000200c0000207e8fe6f4400000000e8fe6f8000000000e8fe6"
                             "f8000000000e8fe6f8040000000";
static const char unsynchronised[] = "e41006e90000000000000000000000000000000000000000e8fe6f8000000"
                                     "000e8fe6f8000000000e8fe6fda00000000";
static const char kiss[] = "e40006e90000000000000000524154450000000000000000e8fe6f8000000000e8fe6f8"
                           "000000000e8fe6f8000000000";
static const char md5[] = "e30006fa0001000000010000000000000000000000000000000000000000000000000000"
                          "00000000e8fe8ba040000000"
                          "00000007000102030405060708090a0b0c0d0e0f";
static const char sha1[] = "240206e90000010000000200c0000207e8fe6f4400000000e8fe6f8000000000e8fe6f8"
                           "000000000e8fe6f8040000000"
                           "00000007000102030405060708090a0b0c0d0e0f10111213";
static const char crypto_nak[] = "240206e90000010000000200c0000207e8fe6f4400000000e8fe6f8000000000e"
                                 "8fe6f8000000000e8fe6f8040000000"
                                 "00000000";
static const char sha256[] =
    "e30006fa000100000001000000000000000000000000000000000000000000000000000000000000e8fe8ba0400000"
    "00"
    "00000007000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
static const char nts[] =
    "23000000000000000000000000000000000000000000000000000000000000000000000000000000e8fe6f80800000"
    "00"
    "0104002400000000000000000000000000000000000000000000000000000000000000000204006800000000000000"
    "00"
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    "00"
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000040400"
    "28"
    "000000000000000000000000000000000000000000000000000000000000000000000000";
static const char field_only[] =
    "23000000000000000000000000000000000000000000000000000000000000000000000000000000e8fe6f80800000"
    "00"
    "010400240000000000000000000000000000000000000000000000000000000000000000";
static const char active[] = "210306e90000000000000000000000000000000000000000000000000000000000000"
                             "00000000000e8fe6f8000000000";
static const char broadcast[] = "250306e90000000000000000000000000000000000000000000000000000000000"
                                "00000000000000e8fe6f8000000000";
static const char control[] = "160200000000000000000000";
static const char private[] = "1700032a00000000";
static const char version1[] = "0800000000000000000000000000000000000000000000000000000000000000000"
                               "0000000000000e8fe6f8000000000";

extern const struct dissector ntp_dissector;

static struct observation said_between(const char *hex, uint16_t from, uint16_t to)
{
    struct datagram d = datagram_of_hex(hex);
    cr_assert_eq(recognised(&ntp_dissector, datagram_bytes(&d), from, to, NULL), MINE);
    struct seen *seen = hear(&ntp_dissector, datagram_bytes(&d), from, to);
    cr_assert_eq(seen->n, 1);
    struct observation o = seen->o[0];
    seen_free(seen);
    cr_assert_eq(o.kind, OBS_TIME_SYNC);
    cr_assert_str_eq(o.protocol, "ntp");
    cr_assert_eq(o.server.port, 123);
    return o;
}

static struct observation asked(const char *hex)
{
    struct observation o = said_between(hex, 40000, 123);
    cr_assert(o.from_client);
    cr_assert_eq(o.time_sync.role, TIME_CLIENT);
    cr_assert_eq(o.time_sync.stratum, 0);
    return o;
}

static struct observation answered(const char *hex)
{
    struct observation o = said_between(hex, 123, 40000);
    cr_assert_not(o.from_client);
    cr_assert_eq(o.time_sync.role, TIME_SERVER);
    return o;
}

Test(ntp, sees_who_asks_for_the_time)
{
    struct observation o = asked(ntpd);

    cr_assert_eq(o.time_sync.leap, 3);
    cr_assert_not(o.time_sync.authenticated);
}

Test(ntp, sees_who_tells_the_time)
{
    struct observation o = answered(server);

    cr_assert_eq(o.time_sync.stratum, 2);
    cr_assert_eq(o.time_sync.leap, 0);
    cr_assert(o.time_sync.has_clock);
    cr_assert_eq(o.time_sync.clock_off_ms, 250);
}

Test(ntp, sees_a_server_that_has_no_time_to_give)
{
    struct observation lost = answered(unsynchronised), refusal = answered(kiss);

    cr_assert_eq(lost.time_sync.stratum, 16);
    cr_assert_eq(lost.time_sync.leap, 3);
    cr_assert_eq(lost.time_sync.clock_off_ms, 90000);
    cr_assert_eq(refusal.time_sync.stratum, 0);
    cr_assert_not(refusal.time_sync.has_clock);
}

Test(ntp, reads_a_clients_clock_where_it_tells_one)
{
    struct observation off = asked(ntpd), good = asked(exact), year = asked(whole_seconds);

    cr_assert_eq(off.time_sync.clock_off_ms, 7200250);
    cr_assert(good.time_sync.has_clock);
    cr_assert_eq(good.time_sync.clock_off_ms, 500);
    cr_assert(year.time_sync.has_clock);
    cr_assert_eq(year.time_sync.clock_off_ms, INT32_MIN);
}

Test(ntp, does_not_take_zero_or_a_random_number_for_a_clock)
{
    cr_assert_not(asked(bare).time_sync.has_clock);
    cr_assert_not(asked(chance).time_sync.has_clock);
    cr_assert_not(asked(far_chance).time_sync.has_clock);
    cr_assert_eq(asked(chance).time_sync.clock_off_ms, 0);
}

Test(ntp, reads_a_clock_beyond_the_end_of_the_era)
{
    /* 10 s before the end of era 0, told in era 1: 5 s after it */
    struct datagram d = datagram_of_hex(server);
    static const uint8_t told[8] = { 0, 0, 0, 5 };
    memcpy(d.b + 40, told, sizeof told);
    struct packet p = { .time_ns = (4294967296 - 2208988800 - 10) * 1000000000ULL,
                        .src.port = 123,
                        .dst.port = 40000 };
    struct remarks remarks = { 0 };
    struct dissection x = { .in = cursor_over(datagram_bytes(&d)),
                            .packet = &p,
                            .remarks = &remarks };

    cr_assert_eq(ntp_dissector.dissect(&x), DISSECT_DONE);
    cr_assert(remarks.o[0].time_sync.has_clock);
    cr_assert_eq(remarks.o[0].time_sync.clock_off_ms, 15000);
}

Test(ntp, sees_a_key_with_it)
{
    cr_assert(asked(md5).time_sync.authenticated);
    cr_assert(answered(sha1).time_sync.authenticated);
    cr_assert(asked(sha256).time_sync.authenticated);
    cr_assert_not(answered(crypto_nak).time_sync.authenticated);
}

Test(ntp, tells_nts_from_other_fields)
{
    cr_assert(asked(nts).time_sync.authenticated);
    cr_assert_not(asked(field_only).time_sync.authenticated);
}

Test(ntp, knows_a_client_of_version_1_by_its_port)
{
    cr_assert(said_between(version1, 40000, 123).from_client);
}

Test(ntp, reads_over_what_is_no_query_and_no_answer)
{
    static const char *const all[] = { active, broadcast, control, private };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        cr_assert_eq(recognised(&ntp_dissector, datagram_bytes(&d), 123, 123, NULL), MINE);
        struct seen *seen = hear(&ntp_dissector, datagram_bytes(&d), 123, 123);
        cr_assert_eq(seen->n, 0);
        cr_assert_eq(seen->counters.n[COUNT_message_rejected], 0);
        seen_free(seen);
    }
}

Test(ntp, says_nothing_of_a_message_cut_short)
{
    static const char *const all[] = { bare, ntpd, server };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct datagram d = datagram_of_hex(all[i]);
        says_nothing_of_a_cut_datagram(&ntp_dissector, datagram_bytes(&d), 40000, 123);
    }
}

Test(ntp, rejects_what_is_not_its_own)
{
    static const struct {
        const char *what;
        size_t at;
        uint8_t b;
        size_t n;
    } cases[] = {
        { "version 0", 0, 0x03, 48 },
        { "version 5", 0, 0x2b, 48 },
        { "a reserved mode", 0, 0x20, 48 },
        { "a stratum that there is not", 1, 17, 48 },
        { "a digest of no length", 0, 0x23, 56 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct datagram d = datagram_of_hex(server);
        d.b[cases[i].at] = cases[i].b;
        d.n = cases[i].n;
        cr_assert_neq(recognised(&ntp_dissector, datagram_bytes(&d), 40000, 123, NULL), MINE, "%s",
                      cases[i].what);
    }
    struct datagram d = datagram_of_hex(server);
    cr_assert_neq(recognised(&ntp_dissector, datagram_bytes(&d), 40000, 124, NULL), MINE);
}

#include "rules/boot.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static const uint64_t second_ns = 1000000000;
static const uint64_t noon_ns = 1700000000 * UINT64_C(1000000000);

/* A host known for an hour before noon. */
static void see_as(struct boot *b, struct observation o, double s, enum part part)
{
    o.time_ns = noon_ns + (uint64_t)(int64_t)(s * 1e9);
    struct weighing w = { .o = &o, .part = part, .known_ns = noon_ns - 3600 * second_ns };
    boot_see(b, &w);
}

static void see_address(struct boot *b, const char *protocol, enum address_act act, double s)
{
    struct observation o = { .kind = OBS_ADDRESS, .protocol = protocol };
    o.address.act = act;
    o.address.mac = camera_mac;
    o.address.ip = ip_host(10);
    o.time_ns = noon_ns + (uint64_t)(int64_t)(s * 1e9);
    boot_see_address(b, &o);
}

static void announce(struct boot *b, double s)
{
    see_as(b, easy_ip(ACT_ANNOUNCE, WINDOW_OPEN, ADMINISTRATOR_REGISTERED), s, PART_SUBJECT);
}

static void hello(struct boot *b, double s)
{
    struct observation o = used("wsd", OBS_DISCOVERY, 3702);
    o.transport = TRANSPORT_UDP;
    o.discovery.act = ACT_NOTIFY;
    see_as(b, o, s, PART_CLIENT);
}

static void stream(struct boot *b, double s)
{
    see_as(b, answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE), s, PART_SERVER);
}

static void tell_uptime(struct boot *b, double s, uint32_t up_s)
{
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.transport = TRANSPORT_UDP;
    o.management.act = ACT_RESPONSE;
    o.management.has_uptime = true;
    o.management.uptime_s = up_s;
    see_as(b, o, s, PART_SERVER);
}

static bool settles(struct boot *b, double s)
{
    return boot_settle(b, noon_ns + (uint64_t)(int64_t)(s * 1e9));
}

Test(boot, is_shown_by_two_kinds_of_sign)
{
    struct boot b = { 0 };
    see_address(&b, "dhcp", ADDRESS_DISCOVER, 0);
    announce(&b, 10);
    cr_assert_not(settles(&b, 30), "what contradicts it may still come");
    cr_assert(settles(&b, 80));
    cr_assert_eq(b.up_since_ns, noon_ns, "the first of them");
    cr_assert_not(settles(&b, 200), "once");
}

Test(boot, is_not_shown_by_one_kind_however_often)
{
    struct boot b = { 0 };
    for (int i = 0; i < 60; i++)
        see_address(&b, "dhcp", ADDRESS_DISCOVER, i * 5);
    cr_assert_not(settles(&b, 400));
    for (int i = 0; i < 60; i++)
        announce(&b, 1000 + i * 5);
    cr_assert_not(settles(&b, 1400));
    hello(&b, 2000); /* its metadata may have changed */
    hello(&b, 2001);
    cr_assert_not(settles(&b, 2100));
    cr_assert_eq(b.up_since_ns, 0);
}

Test(boot, is_not_shown_by_signs_far_apart)
{
    struct boot b = { 0 };
    hello(&b, 0);
    see_address(&b, "arp", ADDRESS_PROBE, 150);
    cr_assert_not(settles(&b, 300));
}

Test(boot, is_not_a_lease_renewed)
{
    struct boot b = { 0 };
    see_address(&b, "dhcp", ADDRESS_REQUEST, 0);
    see_address(&b, "dhcp", ADDRESS_ACK, 0);
    hello(&b, 1);
    cr_assert_not(settles(&b, 100));
}

Test(boot, is_not_an_address_that_is_announced_every_few_minutes)
{
    struct boot b = { 0 };
    for (int i = 0; i < 10; i++)
        see_address(&b, "arp", ADDRESS_CLAIM, i * 300);
    hello(&b, 3001);
    cr_assert_not(settles(&b, 3100));
}

Test(boot, is_not_a_temporary_address_of_ipv6)
{
    struct boot b = { 0 };
    struct observation o = { .kind = OBS_ADDRESS, .protocol = "nd", .time_ns = noon_ns };
    o.address.act = ADDRESS_PROBE;
    o.address.ip = (struct ip){ { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 } };
    boot_see_address(&b, &o);
    hello(&b, 1);
    cr_assert_not(settles(&b, 100));
    o.address.ip = (struct ip){ { 0xfe, 0x80, [15] = 7 } };
    o.time_ns += 1000 * second_ns;
    boot_see_address(&b, &o);
    hello(&b, 1001);
    cr_assert(settles(&b, 1100), "that of the link is");
}

Test(boot, is_not_a_new_setting_by_easy_ip)
{
    struct boot b = { 0 };
    see_as(&b, easy_ip(ACT_ACK, WINDOW_UNKNOWN, ADMINISTRATOR_UNKNOWN), 0, PART_SUBJECT);
    see_address(&b, "arp", ADDRESS_PROBE, 8);
    announce(&b, 9);
    hello(&b, 12);
    cr_assert_not(settles(&b, 100), "its network starts again, not the camera");
}

Test(boot, is_contradicted_by_a_connection_that_lasts)
{
    struct boot b = { 0 };
    stream(&b, -600);
    stream(&b, -30);
    see_address(&b, "arp", ADDRESS_PROBE, 0);
    hello(&b, 2);
    stream(&b, 30);
    cr_assert_not(settles(&b, 100));
    stream(&b, 200);
    see_address(&b, "arp", ADDRESS_PROBE, 900);
    hello(&b, 902);
    cr_assert(settles(&b, 1000), "the connection is gone");
}

Test(boot, is_shown_by_an_uptime_that_went_back)
{
    struct boot b = { 0 };
    tell_uptime(&b, 0, 90000);
    cr_assert_eq(b.up_since_ns, noon_ns - 90000 * second_ns);
    tell_uptime(&b, 300, 90300);
    tell_uptime(&b, 600, 90601);
    cr_assert_not(settles(&b, 700));
    cr_assert_eq(b.up_since_ns, noon_ns - 90000 * second_ns, "it does not tremble");
    tell_uptime(&b, 900, 100);
    cr_assert(settles(&b, 1000));
    cr_assert_eq(b.up_since_ns, noon_ns + 800 * second_ns);
}

Test(boot, is_shown_by_an_uptime_shorter_than_it_is_known)
{
    struct boot b = { 0 };
    tell_uptime(&b, 0, 600);
    cr_assert(settles(&b, 100));
    cr_assert_eq(b.up_since_ns, noon_ns - 600 * second_ns);
}

Test(boot, is_not_an_agent_that_started_again_under_a_lasting_connection)
{
    struct boot b = { 0 };
    tell_uptime(&b, 0, 90000);
    stream(&b, 10);
    stream(&b, 400);
    tell_uptime(&b, 410, 60);
    stream(&b, 420);
    cr_assert_not(settles(&b, 600));
}

Test(boot, is_not_a_counter_of_hundredths_that_runs_over)
{
    struct boot b = { 0 };
    tell_uptime(&b, 0, 42949672 - 50);
    tell_uptime(&b, 100, 49);
    cr_assert_not(settles(&b, 300));
    cr_assert_eq(b.up_since_ns, noon_ns - (42949672 - 50) * second_ns);
}

Test(boot, is_not_another_counter_of_the_same_host)
{
    struct boot b = { 0 };
    for (int i = 0; i < 10; i++) {
        tell_uptime(&b, i * 60, (uint32_t)(90000 + i * 60));      /* sysUpTime */
        tell_uptime(&b, i * 60 + 30, (uint32_t)(50030 + i * 60)); /* snmpEngineTime */
    }
    cr_assert_not(settles(&b, 1000));
}

Test(boot, moves_with_the_clock)
{
    struct boot b = { 0 };
    see_address(&b, "dhcp", ADDRESS_DISCOVER, 0);
    boot_move(&b, (int64_t)(86400 * second_ns));
    hello(&b, 86402);
    cr_assert(settles(&b, 86500));
    cr_assert_eq(b.up_since_ns, noon_ns + 86400 * second_ns);
}

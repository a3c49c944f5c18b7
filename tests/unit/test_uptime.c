#include "rules/uptime.h"

#include <criterion/criterion.h>

#include "tests/support/judging.h"

static const uint64_t second_ns = 1000000000, day_ns = 86400000000000;

static struct observation at(struct observation o, uint64_t seconds)
{
    o.time_ns = day_ns + seconds * second_ns;
    return o;
}

static struct observation snmp(uint32_t uptime_s, uint64_t seconds)
{
    struct observation o = served("snmp", OBS_MANAGEMENT, 161);
    o.management.has_uptime = true;
    o.management.uptime_s = uptime_s;
    return at(o, seconds);
}

Test(uptime, is_what_snmp_says)
{
    struct uptime u = { 0 };
    uint64_t started = 0;
    struct observation o = snmp(100, 500);
    cr_assert_not(uptime_covers(&u, o.time_ns));
    cr_assert(uptime_by_snmp(&u, &o, &started));
    cr_assert_eq(started, day_ns + 400 * second_ns);
    cr_assert(uptime_covers(&u, started));
    cr_assert_not(uptime_covers(&u, started - 1));
    cr_assert(uptime_covers(&u, o.time_ns + 44 * second_ns));
    cr_assert_not(uptime_covers(&u, o.time_ns + 45 * second_ns), "it may have restarted since");
}

Test(uptime, is_not_what_cannot_be)
{
    struct uptime u = { 0 };
    uint64_t started = 0;
    struct observation o = snmp(UINT32_MAX, 500);
    cr_assert_not(uptime_by_snmp(&u, &o, &started), "before 1970");
    o.management.has_uptime = false;
    cr_assert_not(uptime_by_snmp(&u, &o, &started));
}

Test(uptime, begins_anew_with_a_restart)
{
    struct uptime u = { 0 };
    uint64_t started = 0;
    struct observation first = snmp(3600, 5000), second = snmp(60, 6000);
    cr_assert(uptime_by_snmp(&u, &first, &started));
    cr_assert(uptime_by_snmp(&u, &second, &started));
    cr_assert_eq(u.from_ns, day_ns + 5940 * second_ns);
}

Test(uptime, is_at_least_what_a_connection_lasts)
{
    struct uptime u = { 0 };
    for (uint64_t s = 0; s <= 300; s += 30) {
        struct observation lasting = at(answered("rtsp", 554, "OPTIONS", 200, SCHEME_NONE), s);
        struct observation passing = lasting;
        passing.client.port = (uint16_t)(1000 + s);
        cr_assert_eq(uptime_by_connection(&u, &lasting), s > 0);
        cr_assert_not(uptime_by_connection(&u, &passing));
    }
    cr_assert_eq(u.from_ns, day_ns);
    cr_assert_eq(u.to_ns, day_ns + 300 * second_ns);
}

Test(uptime, is_not_shown_by_datagrams)
{
    struct uptime u = { 0 };
    struct observation o = at(served("rtp", OBS_MEDIA, 59000), 1);
    o.transport = TRANSPORT_UDP;
    cr_assert_not(uptime_by_connection(&u, &o));
    o.time_ns += second_ns;
    cr_assert_not(uptime_by_connection(&u, &o));
}

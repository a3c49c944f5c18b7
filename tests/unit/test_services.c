#include <criterion/criterion.h>

#include "flow/services.h"

static struct observation seen;
static int seen_n;

static void collect(void *self, const struct observation *o)
{
    (void)self;
    seen = *o;
    seen_n++;
}

static void receive(const char *from, const uint8_t *message, size_t n)
{
    struct counters counters = { 0 };
    struct feeding fg = { .counters = &counters, .to = { collect, NULL } };
    struct packet p = { .transport = TRANSPORT_ICMP, .payload = { message, n } };
    cr_assert(ip_parse(from, &p.src.ip));
    seen_n = 0;
    take_icmp(&fg, &p);
}

/* Port unreachable, RFC 792: 192.0.2.9:40000 asked 192.0.2.5:161. */
static const uint8_t unreachable[] = {
    3,    3,    0, 0,   0, 0,  0, 0,                                           /* */
    0x45, 0,    0, 40,  0, 0,  0, 0, 64, 17, 0, 0, 192, 0, 2, 9, 192, 0, 2, 5, /* */
    0x9c, 0x40, 0, 161, 0, 20, 0, 0,
};

Test(services, a_port_unreachable_message_says_that_a_port_is_closed)
{
    receive("192.0.2.5", unreachable, sizeof unreachable);
    cr_assert_eq(seen_n, 1);
    cr_assert_eq(seen.kind, OBS_SERVICE);
    cr_assert_eq(seen.service.state, SERVICE_CLOSED);
    cr_assert_eq(seen.transport, TRANSPORT_UDP);
    cr_assert_eq(seen.server.port, 161);
    cr_assert_eq(seen.client.port, 40000);
}

Test(services, a_message_from_somebody_else_says_nothing)
{
    receive("192.0.2.77", unreachable, sizeof unreachable);
    cr_assert_eq(seen_n, 0);
}

Test(services, a_message_cut_short_says_nothing)
{
    for (size_t n = 0; n < sizeof unreachable - 4; n++) {
        receive("192.0.2.5", unreachable, n);
        cr_assert_eq(seen_n, 0, "%zu bytes", n);
    }
}

Test(services, other_messages_say_nothing)
{
    uint8_t echo[sizeof unreachable];
    memcpy(echo, unreachable, sizeof echo);
    echo[0] = 8;
    receive("192.0.2.5", echo, sizeof echo);
    cr_assert_eq(seen_n, 0);
}

Test(services, an_echo_reply_says_that_somebody_is_there)
{
    static const uint8_t reply[] = { 0, 0, 0, 0, 0, 1, 0, 1, 'x' };
    receive("192.0.2.5", reply, sizeof reply);
    cr_assert_eq(seen_n, 1);
    cr_assert_eq(seen.service.state, SERVICE_OPEN);
    cr_assert_str_eq(seen.protocol, "icmp");
    receive("192.0.2.5", reply, 7);
    cr_assert_eq(seen_n, 0);
}

Test(services, ipv6_too)
{
    uint8_t m[8 + 40 + 8] = { 1, 4 };
    m[8] = 0x60;
    m[8 + 6] = 6;
    m[8 + 8 + 15] = 9;  /* ::9 */
    m[8 + 24 + 15] = 5; /* ::5 */
    m[8 + 40 + 3] = 80;
    receive("::5", m, sizeof m);
    cr_assert_eq(seen_n, 1);
    cr_assert_eq(seen.transport, TRANSPORT_TCP);
    cr_assert_eq(seen.server.port, 80);
}

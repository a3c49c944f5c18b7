#include "rules/boot.h"

#include "rules/moment.h"

enum {
    SIGN_ANNOUNCES = 1, /* by Easy IP */
    SIGN_DHCP = 2,
    SIGN_ADDRESS = 4,
    SIGN_HELLO = 8,
    SIGN_PORT = 16,
    SIGN_UPTIME = 32 | 64, /* enough by itself */
};

enum {
    SILENCE_S = 60,   /* announcements come every five seconds, protocols.md A.7 */
    TOGETHER_S = 120, /* signs of one start */
    WAIT_S = 60,      /* for what contradicts them */
    SAME_S = 300,     /* signs go on for a while: Hello may come late */
    SET_S = 60,       /* the network starts again 9 s after a commit, protocols.md A.4 */
    PERIODIC_S = 600, /* claims that come oftener are no sign */
    ROUNDED_S = 5,
};

/* sysUpTime counts hundredths in 32 bits, RFC 2578 section 7.1.8. */
static const uint64_t ticks_wrap_ns = UINT64_C(4294967296) * 10000000;
static const uint64_t second_ns = 1000000000;

/* Both ways round: a clock may be set back, a capture be older than the last. */
static bool within(uint64_t a_ns, uint64_t b_ns, uint64_t seconds)
{
    return (a_ns > b_ns ? a_ns - b_ns : b_ns - a_ns) < seconds * second_ns;
}

static bool was_set(const struct boot *b, uint64_t now_ns)
{
    return b->set_ns != 0 && within(b->set_ns, now_ns, SET_S);
}

/* ---- signs ---- */

static void sign(struct boot *b, uint8_t kind, uint64_t now_ns)
{
    bool told = b->up_since_ns != 0 && within(b->up_since_ns, now_ns, SAME_S);
    if (told || was_set(b, now_ns))
        return;
    if (b->signs == 0 || !within(b->started_ns, now_ns, TOGETHER_S)) {
        b->signs = 0;
        b->started_ns = now_ns;
    }
    b->signs |= kind;
    b->signed_ns = now_ns;
}

static void see_setup(struct boot *b, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->setup.act == ACT_ACK || o->setup.act == ACT_COMMIT) {
        b->set_ns = o->time_ns;
        b->signs = 0;
    }
    if (o->setup.act != ACT_ANNOUNCE || !o->setup.checksum_ok)
        return;
    uint64_t before = b->announced_ns != 0 ? b->announced_ns : w->known_ns;
    b->announced_ns = o->time_ns;
    if (!within(before, o->time_ns, SILENCE_S))
        sign(b, SIGN_ANNOUNCES, o->time_ns);
}

static bool is_link_local(const struct ip *ip)
{
    return ip->b[0] == 0xfe && (ip->b[1] & 0xc0) == 0x80;
}

/* Temporary addresses of IPv6 are probed every day (RFC 8981); that of the link once, at the start.
 */
static bool is_claim(const struct observation *o)
{
    bool probes = o->address.act == ADDRESS_PROBE;
    if (is_by(o, "nd"))
        return probes && is_link_local(&o->address.ip);
    return is_by(o, "arp") && (probes || o->address.act == ADDRESS_CLAIM);
}

void boot_see_address(struct boot *b, const struct observation *o)
{
    bool leased = is_by(o, "dhcp") || is_by(o, "dhcp6");
    if (leased && o->address.act == ADDRESS_DISCOVER)
        sign(b, SIGN_DHCP, o->time_ns);
    if (!is_claim(o))
        return;
    bool together = b->signs != 0 && within(b->started_ns, o->time_ns, TOGETHER_S);
    bool periodic = b->claimed_ns != 0 && within(b->claimed_ns, o->time_ns, PERIODIC_S);
    b->claimed_ns = o->time_ns;
    if (together || !periodic)
        sign(b, SIGN_ADDRESS, o->time_ns);
}

/* ---- uptime ---- */

static bool wraps(const struct boot *b, uint64_t started_ns)
{
    uint64_t by_ns = started_ns > b->counted_ns ? started_ns - b->counted_ns : 0;
    return by_ns > ticks_wrap_ns / 2 && within(by_ns, ticks_wrap_ns, SAME_S);
}

/* Two counters of one host may differ for ever (snmpEngineTime, sysUpTime); but none goes back
 * unless its host, or at least what counts, has started since it was read last. */
static void see_uptime(struct boot *b, const struct weighing *w)
{
    uint64_t started_ns = 0;
    uint64_t before = b->sampled_ns != 0 ? b->sampled_ns : w->known_ns;
    if (!uptime_by_snmp(&b->uptime, w->o, &started_ns))
        return;
    bool since = started_ns > before + ROUNDED_S * second_ns;
    bool known = b->up_since_ns != 0 && within(b->up_since_ns, started_ns, SAME_S);
    bool wrapped = b->sampled_ns != 0 && wraps(b, started_ns);
    b->sampled_ns = w->o->time_ns;
    if (b->counted_ns == 0 || since)
        b->counted_ns = started_ns;
    if (!since && (b->up_since_ns == 0 || b->up_since_ns > started_ns + SAME_S * second_ns))
        b->up_since_ns = started_ns; /* later signs were of its link */
    if (!since || known || wrapped)
        return;
    b->signs |= SIGN_UPTIME;
    b->started_ns = started_ns;
    b->signed_ns = w->o->time_ns;
}

/* ---- what contradicts ---- */

/* It ran from before the first sign until after it. */
static bool is_contradicted(const struct boot *b)
{
    return b->uptime.from_ns != 0 && b->uptime.from_ns + ROUNDED_S * second_ns < b->started_ns &&
           b->uptime.to_ns > b->started_ns + ROUNDED_S * second_ns;
}

void boot_see(struct boot *b, const struct weighing *w)
{
    const struct observation *o = w->o;
    if (o->kind == OBS_SETUP && w->part == PART_SUBJECT)
        see_setup(b, w);
    else if (o->kind == OBS_PORT_AUTH && o->port_auth.event == PORT_START && o->from_client)
        sign(b, SIGN_PORT, o->time_ns);
    else if (w->part == PART_SUBJECT || !is_sender(w))
        return;
    else if (o->kind == OBS_DISCOVERY && is_by(o, "wsd") && o->discovery.act == ACT_NOTIFY)
        sign(b, SIGN_HELLO, o->time_ns);
    else if (o->kind == OBS_MANAGEMENT)
        see_uptime(b, w);
    else
        (void)uptime_by_connection(&b->uptime, o);
    if (b->signs != 0 && is_contradicted(b))
        b->signs = 0;
}

bool boot_settle(struct boot *b, uint64_t now_ns)
{
    if (b->signs == 0 || within(b->signed_ns, now_ns, WAIT_S))
        return false;
    bool starts = __builtin_popcount(b->signs) >= 2;
    if (!starts && within(b->started_ns, now_ns, TOGETHER_S))
        return false;
    b->signs = 0;
    b->up_since_ns = starts ? b->started_ns : b->up_since_ns;
    return starts;
}

void boot_move(struct boot *b, int64_t by_ns)
{
    uint64_t *const times[] = { &b->started_ns, &b->signed_ns,  &b->announced_ns, &b->claimed_ns,
                                &b->set_ns,     &b->sampled_ns, &b->counted_ns,   &b->up_since_ns };
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        move_time(times[i], by_ns);
    uptime_move(&b->uptime, by_ns);
}

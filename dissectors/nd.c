/* IPv6 neighbour discovery, RFC 4861 section 4; duplicate address detection, RFC 4862 section 5.4;
 * name servers in router advertisements, RFC 8106 section 5.1. Which MAC has which address, who is
 * about to take one, and which routers there are. protocols.md D.10 and F.3, guide item 2.6. */

#include "dissectors/arp_told.h"

enum message { ROUTER_SOLICITATION = 133, ROUTER, SOLICITATION, ADVERTISEMENT };

enum option { SOURCE_LINK = 1, TARGET_LINK = 2, NAME_SERVERS = 25 };

struct nd {
    uint8_t type;
    bool solicited; /* ADVERTISEMENT */
    struct ip target;
    struct mac mac; /* that an option names */
    struct ip dns;
};

static void take_ip(struct cursor *c, struct ip *ip)
{
    const uint8_t *p = take(c, sizeof ip->b);
    if (p != NULL)
        memcpy(ip->b, p, sizeof ip->b);
}

static void read_option(uint8_t type, struct cursor *c, struct nd *m)
{
    const uint8_t *mac = NULL;
    if (type == SOURCE_LINK || type == TARGET_LINK)
        mac = take(c, sizeof m->mac.b);
    if (mac != NULL)
        memcpy(m->mac.b, mac, sizeof m->mac.b);
    if (type != NAME_SERVERS)
        return;
    skip(c, 6); /* reserved, lifetime */
    take_ip(c, &m->dns);
}

/* RFC 4861 section 4.6: lengths are in units of eight bytes. */
static bool read_options(struct cursor *c, struct nd *m)
{
    while (cursor_left(c) > 0) {
        uint8_t type = take_u8(c);
        uint8_t units = take_u8(c);
        struct cursor content = take_window(c, units > 0 ? (size_t)units * 8 - 2 : SIZE_MAX);
        read_option(type, &content, m);
    }
    return cursor_ok(c);
}

/* What stands before the options. */
static void read_body(struct cursor *c, struct nd *m)
{
    enum { SOLICITED = 0x40, ROUTER_REST = 8 };
    uint8_t flags = take_u8(c);
    skip(c, 3);
    if (m->type == ROUTER)
        skip(c, ROUTER_REST);
    if (m->type == SOLICITATION || m->type == ADVERTISEMENT)
        take_ip(c, &m->target);
    m->solicited = m->type == ADVERTISEMENT && (flags & SOLICITED) != 0;
}

static bool read_nd(struct bytes in, struct nd *m)
{
    struct cursor c = cursor_over(in);
    *m = (struct nd){ .type = take_u8(&c) };
    uint8_t code = take_u8(&c);
    skip(&c, 2); /* checksum */
    read_body(&c, m);
    return read_options(&c, m) && code == 0 && m->type >= ROUTER_SOLICITATION &&
           m->type <= ADVERTISEMENT;
}

static bool is_unset(const struct ip *ip)
{
    return ip_equal(ip, &(struct ip){ { 0 } });
}

static enum address_act act_of(const struct nd *m, const struct ip *src)
{
    switch ((enum message)m->type) {
    case ROUTER:
        return ADDRESS_ROUTER;
    case SOLICITATION:
        return is_unset(src) ? ADDRESS_PROBE : ADDRESS_ASK;
    case ADVERTISEMENT:
        return m->solicited ? ADDRESS_ANSWER : ADDRESS_CLAIM;
    case ROUTER_SOLICITATION:
        break;
    }
    return ADDRESS_ASK;
}

static enum recognition nd_recognise(struct opening *o)
{
    struct nd m;
    return read_nd(o->said, &m) ? MINE : NOT_MINE;
}

static enum verdict_on_bytes nd_dissect(struct dissection *d)
{
    const struct packet *p = d->packet;
    struct nd m;
    if (!read_nd(take_bytes(&d->in, cursor_left(&d->in)), &m))
        return DISSECT_REJECT;
    enum address_act act = act_of(&m, &p->src.ip);
    bool of_target = act == ADDRESS_PROBE || m.type == ADVERTISEMENT;
    bool named = mac_known(&m.mac) && !mac_is_group(&m.mac);
    struct observation o = {
        .kind = OBS_ADDRESS,
        .address = { .act = act,
                     .mac = named ? m.mac : p->src_mac,
                     .ip = of_target ? m.target : p->src.ip,
                     .dns = m.dns },
    };
    speaker_is(d, m.type == ROUTER || m.type == ADVERTISEMENT ? SPEAKER_SERVER : SPEAKER_CLIENT);
    if (!ip_is_group(&o.address.ip))
        arp_tell(d, d->state, &o);
    return DISSECT_DONE;
}

const struct dissector nd_dissector = {
    .name = "nd",
    .transport = TRANSPORT_ICMP,
    .state_size = sizeof(struct arp_told),
    .recognise = nd_recognise,
    .dissect = nd_dissect,
};

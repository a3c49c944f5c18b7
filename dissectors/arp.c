/* ARP for IPv4: RFC 826; probes and announcements: RFC 5227 sections 1.1 and 3, RFC 3927 section
 * 2.2. Which MAC has which address, and who is about to take one. protocols.md D.10 and F.3, guide
 * item 2.6.
 *
 * A request says first of all who asks: that pair is told, not who is looked for. */

#include "dissectors/arp_told.h"

enum operation { REQUEST = 1, REPLY = 2 };

struct arp {
    enum operation operation;
    struct mac sender_mac;
    struct ip sender_ip;
    struct ip target_ip;
};

static void take_mac(struct cursor *c, struct mac *mac)
{
    const uint8_t *p = take(c, sizeof mac->b);
    if (p != NULL)
        memcpy(mac->b, p, sizeof mac->b);
}

static void take_ip(struct cursor *c, struct ip *ip)
{
    const uint8_t *p = take(c, 4);
    if (p != NULL)
        *ip = ip_from_v4(p);
}

static bool read_arp(struct bytes in, struct arp *a)
{
    enum { ETHERNET = 1, IEEE_802 = 6, IPV4 = 0x0800, LENGTHS = 0x0604 };
    struct cursor c = cursor_over(in);
    uint16_t hardware = take_be16(&c), protocol = take_be16(&c), lengths = take_be16(&c);
    uint16_t operation = take_be16(&c);
    *a = (struct arp){ .operation = operation };
    take_mac(&c, &a->sender_mac);
    take_ip(&c, &a->sender_ip);
    skip(&c, sizeof(struct mac)); /* of the target: unknown, or known from its frame */
    take_ip(&c, &a->target_ip);
    bool ethernet = hardware == ETHERNET || hardware == IEEE_802;
    return cursor_ok(&c) && ethernet && protocol == IPV4 && lengths == LENGTHS &&
           (operation == REQUEST || operation == REPLY);
}

static bool is_unset(const struct ip *v4)
{
    static const uint8_t unset[4] = { 0 };
    return memcmp(v4->b + 12, unset, sizeof unset) == 0;
}

static enum address_act act_of(const struct arp *a)
{
    if (ip_equal(&a->sender_ip, &a->target_ip))
        return ADDRESS_CLAIM;
    if (a->operation == REPLY)
        return ADDRESS_ANSWER;
    return is_unset(&a->sender_ip) ? ADDRESS_PROBE : ADDRESS_ASK;
}

static enum recognition arp_recognise(struct opening *o)
{
    struct arp a;
    return read_arp(o->said, &a) ? MINE : NOT_MINE;
}

static enum verdict_on_bytes arp_dissect(struct dissection *d)
{
    struct arp a;
    if (!read_arp(take_bytes(&d->in, cursor_left(&d->in)), &a))
        return DISSECT_REJECT;
    speaker_is(d, a.operation == REQUEST ? SPEAKER_CLIENT : SPEAKER_SERVER);
    enum address_act act = act_of(&a);
    struct observation o = {
        .kind = OBS_ADDRESS,
        .address = { .act = act,
                     .mac = a.sender_mac,
                     .ip = act == ADDRESS_PROBE ? a.target_ip : a.sender_ip },
    };
    bool one_hosts = mac_known(&a.sender_mac) && !mac_is_group(&a.sender_mac);
    if (one_hosts && !ip_is_group(&o.address.ip))
        arp_tell(d, d->state, &o);
    return DISSECT_DONE;
}

const struct dissector arp_dissector = {
    .name = "arp",
    .transport = TRANSPORT_LINK,
    .state_size = sizeof(struct arp_told),
    .recognise = arp_recognise,
    .dissect = arp_dissect,
};

/* Which conversation a message without ports belongs to.
 *
 * ARP and IPv6 ND (RFC 826, RFC 4861): everybody speaks for himself and mostly to all, so what one
 * host says is one conversation, whoever it is said to. EAPOL (IEEE 802.1X): between two MACs; but
 * where frames go to the group address of port access, as on most wired ports, nothing on the wire
 * says which two belong together, and all of them are one conversation. `share_has` of the workers
 * relies on this. */
#include "flow/flows.h"

#include <endian.h>

static uint64_t load_be64(const uint8_t *p)
{
    uint64_t n = 0;
    memcpy(&n, p, sizeof n);
    return be64toh(n);
}

/* As memcmp() has it, without the call. */
static int order_of(const struct ip *a, const struct ip *b)
{
    uint64_t x = load_be64(a->b), y = load_be64(b->b);
    if (x == y) {
        x = load_be64(a->b + 8);
        y = load_be64(b->b + 8);
    }
    return (x > y) - (x < y);
}

int flow_key_order(struct flow_key *k, const struct endpoint *src, const struct endpoint *dst)
{
    int order = order_of(&src->ip, &dst->ip);
    int side = order > 0 || (order == 0 && src->port > dst->port);
    k->ip[side] = src->ip;
    k->ip[1 - side] = dst->ip;
    k->port[side] = src->port;
    k->port[1 - side] = dst->port;
    return side;
}

static struct endpoint end_of_mac(const struct mac *mac, uint16_t ethertype)
{
    struct endpoint end = { .port = ethertype };
    memcpy(end.ip.b, mac->b, sizeof mac->b);
    return end;
}

static int key_of_link(const struct packet *p, struct flow_key *k)
{
    static const struct mac nobody = { { 0 } };
    bool for_all = mac_is_group(&p->src_mac) || mac_is_group(&p->dst_mac);
    bool speaker_alone = p->ethertype == PROTOCOL_ARP;
    const struct mac *from = for_all && !speaker_alone ? &nobody : &p->src_mac;
    const struct mac *to = for_all || speaker_alone ? &nobody : &p->dst_mac;
    struct endpoint src = end_of_mac(from, p->ethertype), dst = end_of_mac(to, p->ethertype);
    return flow_key_order(k, &src, &dst);
}

/* Router and neighbour solicitations and advertisements. */
static bool is_nd(const struct packet *p)
{
    enum { FIRST = 133, LAST = 136 };
    return p->payload.n > 0 && p->payload.p[0] >= FIRST && p->payload.p[0] <= LAST &&
           !ip_is_v4(&p->src.ip);
}

int flow_key_of_others(const struct packet *p, struct flow_key *k)
{
    if (p->transport == TRANSPORT_LINK)
        return key_of_link(p, k);
    if (p->transport != TRANSPORT_ICMP || !is_nd(p))
        return -1;
    return flow_key_order(k, &p->src, &(struct endpoint){ 0 });
}

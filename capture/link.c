/* Link layers up to the ethertype: Ethernet (IEEE 802.3) with its VLAN tags (802.1Q, 802.1ad) and
 * LLC (802.2), Linux cooked captures and BSD loopback (www.tcpdump.org/linktypes.html). */

#include "capture/layers.h"

enum ethertype {
    TYPE_LENGTH_MAX = 1500, /* up to here it is a length, and LLC follows */
    TYPE_IPV4 = 0x0800,
    TYPE_ARP = PROTOCOL_ARP,
    TYPE_BRIDGED = 0x6558,
    TYPE_VLAN = 0x8100,
    TYPE_IPV6 = 0x86dd,
    TYPE_MPLS = 0x8847,
    TYPE_MPLS_MULTICAST = 0x8848,
    TYPE_PPPOE = 0x8864,
    TYPE_EAPOL = PROTOCOL_EAPOL,
    TYPE_PROVIDER_VLAN = 0x88a8,
    TYPE_OLD_PROVIDER_VLAN = 0x9100,
    TYPE_SWITCH = 0xdada,
};

enum { VLAN_ID = 0x0fff };

enum layer not_ip(struct layers *l)
{
    l->p->transport = TRANSPORT_NONE;
    l->p->payload = cursor_rest(&l->in);
    l->p->payload_cut = l->cut;
    return passed(l, COUNT_not_ip);
}

/* A message of the link's own; the addresses are not those of a tunnel around it. */
static enum layer link_message(struct layers *l)
{
    l->p->transport = TRANSPORT_LINK;
    l->p->ip_protocol = 0;
    l->p->src = l->p->dst = (struct endpoint){ 0 };
    l->p->payload = cursor_rest(&l->in);
    l->p->payload_cut = l->cut;
    return LAYER_DONE;
}

enum layer layer_of_ethertype(struct layers *l, uint16_t type)
{
    switch (type) {
    case TYPE_IPV4:
        return LAYER_IPV4;
    case TYPE_IPV6:
        return LAYER_IPV6;
    case TYPE_VLAN:
    case TYPE_PROVIDER_VLAN:
    case TYPE_OLD_PROVIDER_VLAN:
        return LAYER_VLAN;
    case TYPE_MPLS:
    case TYPE_MPLS_MULTICAST:
        return LAYER_MPLS;
    case TYPE_PPPOE:
        return LAYER_PPPOE;
    case TYPE_BRIDGED:
        return LAYER_ETHERNET;
    case TYPE_SWITCH:
        return LAYER_EDSA;
    case TYPE_ARP:
    case TYPE_EAPOL:
        return link_message(l);
    default:
        return not_ip(l);
    }
}

enum layer layer_after_type(struct layers *l, uint16_t type)
{
    if (type <= TYPE_LENGTH_MAX) {
        l->p->ethertype = 0;
        if (type < cursor_left(&l->in)) /* the rest is padding */
            l->in.end = l->in.at + type;
        return LAYER_LLC;
    }
    l->p->ethertype = type;
    return layer_of_ethertype(l, type);
}

enum layer read_ethernet(struct layers *l)
{
    struct cursor c;
    if (!take_header(l, 14, &c))
        return passed(l, COUNT_link_short);
    take_into(l->p->dst_mac.b, &c, sizeof(struct mac));
    take_into(l->p->src_mac.b, &c, sizeof(struct mac));
    l->p->vlan = 0;
    return layer_after_type(l, take_be16(&c));
}

enum layer read_vlan(struct layers *l)
{
    uint16_t tag = take_be16(&l->in);
    uint16_t type = take_be16(&l->in);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    if ((tag & VLAN_ID) != 0)
        l->p->vlan = tag & VLAN_ID;
    else /* only a priority */
        l->p->layers--;
    return layer_after_type(l, type);
}

/* With SNAP an ethertype may follow; IP has a number of its own besides. */
enum layer read_llc(struct layers *l)
{
    enum { SNAP = 0xaaaa, IP = 0x0606, UNNUMBERED = 0x03, BRIDGE_TUNNEL = 0x0000f8 };
    struct cursor c = l->in;
    uint16_t points = take_be16(&c);
    uint8_t control = take_u8(&c);
    if (cursor_ok(&c) && points == IP && control == UNNUMBERED) {
        l->in = c;
        return LAYER_IPV4;
    }
    uint32_t organisation = take_be24(&c);
    uint16_t type = take_be16(&c);
    bool snap = points == SNAP && control == UNNUMBERED;
    if (!cursor_ok(&c) || !snap || (organisation != 0 && organisation != BRIDGE_TUNNEL))
        return not_ip(l);
    l->in = c;
    l->p->ethertype = type;
    return layer_of_ethertype(l, type);
}

/* The protocol of a cooked frame: an ethertype, or one of the kernel's own small numbers. */
static enum layer after_cooked(struct layers *l, uint16_t type)
{
    enum { LLC = 4 };
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    if (type == LLC)
        return LAYER_LLC;
    l->p->ethertype = type;
    return layer_of_ethertype(l, type);
}

/* The one address that a cooked frame has, if it is a MAC. */
static void note_sender(struct layers *l, size_t n, const uint8_t *address)
{
    if (n == sizeof l->p->src_mac.b && address != NULL)
        memcpy(l->p->src_mac.b, address, sizeof l->p->src_mac.b);
}

enum layer read_sll(struct layers *l)
{
    skip(&l->in, 4); /* direction and kind of hardware */
    uint16_t n = take_be16(&l->in);
    note_sender(l, n, take(&l->in, 8));
    return after_cooked(l, take_be16(&l->in));
}

enum layer read_sll2(struct layers *l)
{
    uint16_t type = take_be16(&l->in);
    skip(&l->in, 9); /* interface, kind of hardware, direction */
    uint8_t n = take_u8(&l->in);
    note_sender(l, n, take(&l->in, 8));
    return after_cooked(l, type);
}

/* An address family, in the byte order of whoever captured it. */
enum layer read_loopback(struct layers *l)
{
    enum { INET = 2, INET6_LINUX = 10, INET6_NETBSD = 24, INET6_FREEBSD = 28, INET6_DARWIN = 30 };
    struct cursor c = l->in;
    uint32_t big = take_be32(&l->in), little = take_le32(&c);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    uint32_t family = big < little ? big : little;
    if (family == INET)
        return LAYER_IPV4;
    bool inet6 = family == INET6_LINUX || family == INET6_NETBSD || family == INET6_FREEBSD ||
                 family == INET6_DARWIN;
    return inet6 ? LAYER_IPV6 : not_ip(l);
}

enum layer read_ip(struct layers *l)
{
    if (cursor_left(&l->in) == 0)
        return passed(l, COUNT_ip_short);
    uint8_t version = *l->in.at >> 4;
    if (version == 4)
        return LAYER_IPV4;
    return version == 6 ? LAYER_IPV6 : not_ip(l);
}

/* IPv4 (RFC 791) and IPv6 (RFC 8200) with what may stand before the transport: options, extension
 * headers, AH (RFC 4302), fragment headers. A wrong checksum is noted and not more: where one
 * captures, it is often still to be filled in by the network card. */

#include "capture/ip_options.h"
#include "capture/layers.h"
#include "core/checksum.h"

enum protocol {
    PROTO_HOP_BY_HOP = 0,
    PROTO_ICMP = 1,
    PROTO_IPV4 = 4,
    PROTO_TCP = 6,
    PROTO_UDP = 17,
    PROTO_IPV6 = 41,
    PROTO_ROUTING = 43,
    PROTO_FRAGMENT = 44,
    PROTO_GRE = 47,
    PROTO_AH = 51,
    PROTO_ICMPV6 = 58,
    PROTO_DESTINATION = 60,
    PROTO_MOBILITY = 135,
};

enum { MTU = 1500 }; /* what is not longer nobody has to take apart */
enum { EXTENSIONS_MAX = 32, MORE_FRAGMENTS = 0x2000, OFFSET = 0x1fff };

enum layer layer_of_protocol(struct layers *l, uint8_t protocol)
{
    l->p->ip_protocol = protocol;
    switch (protocol) {
    case PROTO_UDP:
        return LAYER_UDP;
    case PROTO_TCP:
        return LAYER_TCP;
    case PROTO_ICMP:
    case PROTO_ICMPV6:
        return LAYER_ICMP;
    case PROTO_IPV4:
        return LAYER_IPV4;
    case PROTO_IPV6:
        return LAYER_IPV6;
    case PROTO_GRE:
        return LAYER_GRE;
    default:
        l->p->transport = TRANSPORT_OTHER;
        return passed(l, COUNT_transport_other);
    }
}

/* What follows is n bytes long by its header: more than that is padding, less was cut off. Headers
 * that a network card was to fill in have 0 there. */
static void trim(struct layers *l, size_t n)
{
    size_t left = cursor_left(&l->in);
    if (n <= left)
        l->in.end = l->in.at + n;
    l->cut = n > left ? (uint32_t)(n - left) : 0;
}

/* AH counts its length in other units than every other header, and from elsewhere. */
static uint8_t take_ah(struct cursor *c)
{
    uint8_t next = take_u8(c);
    size_t words = take_u8(c);
    skip(c, words * 4 + 6);
    return next;
}

/* Fragments go no further until they are whole. */
static enum layer join(struct layers *l, struct fragment *piece)
{
    struct packet *p = l->p;
    count(l->counters, COUNT_fragments);
    if (l->cut > 0)
        return passed(l, COUNT_fragment_cut);
    piece->key.src = p->src.ip;
    piece->key.dst = p->dst.ip;
    piece->key.mac = p->dst_mac;
    piece->key.vlan = p->vlan;
    piece->key.layers = p->layers;
    piece->time_ns = p->time_ns;
    piece->worth = (uint16_t)(p->hops + (checksum_ip_bad(p) ? 0 : 1 << 8));
    piece->bytes = cursor_rest(&l->in);
    struct joined whole = fragments_join(l->fragments, piece);
    if (whole.bytes.n == 0)
        return LAYER_PASSED;
    p->overlapped |= whole.overlapped; /* of a tunnel around it, too */
    p->differs |= whole.differs;
    piece->next = whole.next;
    p->hops = whole.hops;
    l->joined = p->joined = true;
    l->in = cursor_over(whole.bytes);
    return LAYER_DONE;
}

/* Past AH, if there is any. */
static enum layer after_ipv4(struct layers *l, uint8_t protocol)
{
    if (protocol != PROTO_AH)
        return layer_of_protocol(l, protocol);
    l->p->odd_head = true;
    protocol = take_ah(&l->in);
    return cursor_ok(&l->in) ? layer_of_protocol(l, protocol) : passed(l, COUNT_ip_short);
}

static enum layer join_ipv4(struct layers *l, uint16_t id, uint16_t where, uint8_t protocol)
{
    struct fragment piece = {
        .key = { .id = id, .protocol = protocol, .version = 4 },
        .offset = (uint32_t)(where & OFFSET) * 8,
        .more = (where & MORE_FRAGMENTS) != 0,
    };
    return join(l, &piece) == LAYER_DONE ? after_ipv4(l, protocol) : LAYER_PASSED;
}

static void take_ipv4(struct ip *ip, struct cursor *c)
{
    static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
    memcpy(ip->b, mapped, sizeof mapped);
    take_into(ip->b + sizeof mapped, c, 4);
}

enum layer read_ipv4(struct layers *l)
{
    enum { HEAD = 20 };
    struct cursor c;
    if (!take_header(l, HEAD, &c))
        return passed(l, COUNT_ip_short);
    uint8_t version = take_u8(&c);
    skip(&c, 1);
    uint16_t total = take_be16(&c);
    uint16_t id = take_be16(&c);
    uint16_t where = take_be16(&c);
    l->p->hops = take_u8(&c);
    uint8_t protocol = take_u8(&c);
    skip(&c, 2); /* its checksum */
    take_ipv4(&l->p->src.ip, &c);
    take_ipv4(&l->p->dst.ip, &c);
    size_t n = (version & 0x0fU) * (size_t)4;
    if (version >> 4 != 4 || n < HEAD || (total != 0 && total < n))
        return passed(l, COUNT_ip_bad);
    skip(&l->in, n - HEAD);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_ip_short);
    l->p->ip_head = (struct bytes){ l->in.at - n, n };
    l->p->odd_head = n > HEAD && ip_options_odd(bytes_after(l->p->ip_head, HEAD));
    if (total != 0)
        trim(l, total - n);
    else
        l->p->odd_head |= cursor_left(&l->in) <= MTU;
    if ((where & (MORE_FRAGMENTS | OFFSET)) != 0)
        return join_ipv4(l, id, where, protocol);
    return after_ipv4(l, protocol);
}

static enum layer join_ipv6(struct layers *l, uint8_t *next)
{
    enum { OFFSET6 = 0xfff8, MORE = 1 };
    *next = take_u8(&l->in);
    skip(&l->in, 1);
    uint16_t where = take_be16(&l->in);
    uint32_t id = take_be32(&l->in);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_ip_short);
    if ((where & (OFFSET6 | MORE)) == 0) /* a datagram in one fragment, RFC 6946 */
        return LAYER_DONE;
    struct fragment piece = {
        .key = { .id = id, .version = 6 },
        .next = *next,
        .offset = where & OFFSET6,
        .more = (where & MORE) != 0,
    };
    enum layer layer = join(l, &piece);
    *next = piece.next;
    return layer;
}

/* One extension header of those that are passed over. *odd: hosts do not take it. */
static bool skip_extension(struct cursor *c, uint8_t *next, bool *odd)
{
    switch (*next) {
    case PROTO_AH:
        *odd = true;
        *next = take_ah(c);
        return true;
    case PROTO_HOP_BY_HOP:
    case PROTO_ROUTING:
    case PROTO_DESTINATION:
    case PROTO_MOBILITY: {
        bool options = *next == PROTO_HOP_BY_HOP || *next == PROTO_DESTINATION;
        *next = take_u8(c);
        struct bytes rest = take_bytes(c, take_u8(c) * (size_t)8 + 6);
        *odd |= !options || ip6_options_odd(rest);
        return true;
    }
    default:
        return false;
    }
}

static enum layer after_ipv6(struct layers *l, uint8_t next)
{
    for (int i = 0; i < EXTENSIONS_MAX; i++) {
        if (next == PROTO_FRAGMENT) {
            if (join_ipv6(l, &next) != LAYER_DONE)
                return LAYER_PASSED;
            continue;
        }
        if (!skip_extension(&l->in, &next, &l->p->odd_head))
            return layer_of_protocol(l, next);
        if (!cursor_ok(&l->in))
            return passed(l, COUNT_ip_short);
    }
    return passed(l, COUNT_ip_options_bad);
}

enum layer read_ipv6(struct layers *l)
{
    enum { HEAD = 40 };
    struct cursor c;
    if (!take_header(l, HEAD, &c))
        return passed(l, COUNT_ip_short);
    uint8_t version = take_u8(&c);
    skip(&c, 3);
    uint16_t n = take_be16(&c);
    uint8_t next = take_u8(&c);
    l->p->hops = take_u8(&c);
    l->p->ip_head.n = 0;
    take_into(l->p->src.ip.b, &c, sizeof(struct ip));
    take_into(l->p->dst.ip.b, &c, sizeof(struct ip));
    l->p->odd_head = false;
    bool mapped = ip_is_v4(&l->p->src.ip) || ip_is_v4(&l->p->dst.ip); /* IPv4 in disguise */
    if (version >> 4 != 6 || mapped)
        return passed(l, COUNT_ip_bad);
    if (n != 0)
        trim(l, n);
    else /* a jumbogram, RFC 2675; or a card is to take it apart */
        l->p->odd_head = cursor_left(&l->in) <= MTU;
    return after_ipv6(l, next);
}

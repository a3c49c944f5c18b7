/* What carries a packet inside a packet: MPLS with its pseudowires (RFC 3032, RFC 4448), GRE (RFC
 * 2784, RFC 2890, RFC 2637), ERSPAN I to III (draft-foschiano-erspan), VXLAN (RFC 7348), GENEVE
 * (RFC 8926) and GTP-U (3GPP TS 29.281).
 *
 * A port proves nothing: a camera may choose 8472 for its video. So what goes to a tunnel's port is
 * taken for one only if its header is that of one; RTP's never is. */

#include "capture/layers.h"

enum port {
    PORT_L2TP = 1701,
    PORT_GTP = 2152,
    PORT_VXLAN = 4789,
    PORT_AYIYA = 5072,
    PORT_GENEVE = 6081,
    PORT_OLD_VXLAN = 8472
};

enum { TYPE_BRIDGED = 0x6558, TYPE_IPV4 = 0x0800, TYPE_IPV6 = 0x86dd };

/* Whether an Ethernet header whose type stands at `offset` makes sense there. */
static bool looks_like_ethernet(struct bytes b, size_t offset)
{
    struct cursor c = cursor_over(b);
    skip(&c, offset + 12);
    uint16_t type = take_be16(&c);
    return cursor_ok(&c) && (type == TYPE_IPV4 || type == TYPE_IPV6 || type == 0x8100 ||
                             type == 0x88a8 || type == 0x0806 || type == 0x8847 || type == 0x8864);
}

/* Nothing says what is below the last label; the first four bits hint at it (RFC 4928). A
 * pseudowire's control word begins with 0, and so do many MAC addresses. */
static enum layer after_labels(struct layers *l)
{
    enum { CONTROL_WORD = 4, CHANNEL = 1 };
    struct bytes rest = cursor_rest(&l->in);
    uint8_t hint = rest.n > 0 ? rest.p[0] >> 4 : 0;
    if (hint == 4)
        return LAYER_IPV4;
    if (hint == 6)
        return LAYER_IPV6;
    if (looks_like_ethernet(rest, 0))
        return LAYER_ETHERNET;
    if (hint == CHANNEL)
        return not_ip(l);
    if (hint == 0)
        skip(&l->in, CONTROL_WORD);
    return cursor_ok(&l->in) ? LAYER_ETHERNET : passed(l, COUNT_tunnel_bad);
}

enum layer read_mpls(struct layers *l)
{
    enum { LABELS_MAX = 16, BOTTOM = 0x100 };
    for (int i = 0; i < LABELS_MAX; i++) {
        uint32_t label = take_be32(&l->in);
        if (!cursor_ok(&l->in))
            return passed(l, COUNT_tunnel_bad);
        if ((label & BOTTOM) != 0)
            return after_labels(l);
    }
    return passed(l, COUNT_tunnel_deep);
}

/* ERSPAN I has no header at all, and GRE then no sequence number. */
static enum layer after_gre(struct layers *l, uint16_t type, bool numbered)
{
    enum { ERSPAN = 0x88be, ERSPAN3 = 0x22eb, PPP = 0x880b };
    switch (type) {
    case ERSPAN:
        return numbered ? LAYER_ERSPAN2 : LAYER_ETHERNET;
    case ERSPAN3:
        return LAYER_ERSPAN3;
    case PPP:
        return LAYER_PPP;
    default:
        return layer_of_ethertype(l, type);
    }
}

enum layer read_gre(struct layers *l)
{
    enum { CHECKSUM = 0x8000, ROUTING = 0x4000, KEY = 0x2000, NUMBER = 0x1000 };
    enum { ACKNOWLEDGED = 0x0080, VERSION = 0x0007 };
    uint16_t flags = take_be16(&l->in);
    uint16_t type = take_be16(&l->in);
    if ((flags & CHECKSUM) != 0 && cursor_left(&l->in) >= 4)
        note_outer_sum(l, l->in.at);
    skip(&l->in, (flags & CHECKSUM) != 0 ? 4 : 0);
    skip(&l->in, (flags & KEY) != 0 ? 4 : 0);
    skip(&l->in, (flags & NUMBER) != 0 ? 4 : 0);
    skip(&l->in, (flags & VERSION) == 1 && (flags & ACKNOWLEDGED) != 0 ? 4 : 0);
    if (!cursor_ok(&l->in) || (flags & ROUTING) != 0 || (flags & VERSION) > 1)
        return passed(l, COUNT_tunnel_bad);
    return after_gre(l, type, (flags & NUMBER) != 0);
}

enum layer read_erspan2(struct layers *l)
{
    skip(&l->in, 8);
    return cursor_ok(&l->in) ? LAYER_ETHERNET : passed(l, COUNT_tunnel_bad);
}

enum layer read_erspan3(struct layers *l)
{
    enum { FRAME_TYPE = 0x7c00, FRAME_IP = 2 << 10, FRAME_ETHERNET = 0, SUBHEADER = 1 };
    skip(&l->in, 10);
    uint16_t flags = take_be16(&l->in);
    skip(&l->in, (flags & SUBHEADER) != 0 ? 8 : 0);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_tunnel_bad);
    if ((flags & FRAME_TYPE) == FRAME_IP)
        return LAYER_IP;
    return (flags & FRAME_TYPE) == FRAME_ETHERNET ? LAYER_ETHERNET : not_ip(l);
}

/* Flags, 24 reserved bits, a network, 8 reserved bits. Some senders put things of their own into
 * what is reserved; they are believed if what they carry looks like Ethernet. */
static bool is_vxlan(struct bytes in)
{
    enum { HEAD = 8, NETWORK_VALID = 0x08 };
    struct cursor c = cursor_over(in);
    uint8_t flags = take_u8(&c);
    uint32_t reserved = take_be24(&c);
    skip(&c, 3);
    reserved |= take_u8(&c);
    if (!cursor_ok(&c) || (flags & NETWORK_VALID) == 0)
        return false;
    return (flags == NETWORK_VALID && reserved == 0) || looks_like_ethernet(in, HEAD);
}

enum layer read_vxlan(struct layers *l)
{
    skip(&l->in, 8);
    return LAYER_ETHERNET;
}

static bool is_geneve(struct bytes in)
{
    enum { LENGTH_MASK = 0x3f, RESERVED = 0x3f };
    struct cursor c = cursor_over(in);
    uint8_t words = take_u8(&c);
    uint8_t flags = take_u8(&c);
    uint16_t type = take_be16(&c);
    skip(&c, 3);
    uint8_t reserved = take_u8(&c);
    skip(&c, (size_t)words * 4); /* a version other than 0 makes it too much */
    bool carries = type == TYPE_BRIDGED || type == TYPE_IPV4 || type == TYPE_IPV6;
    return cursor_ok(&c) && words <= LENGTH_MASK && (flags & RESERVED) == 0 && reserved == 0 &&
           carries;
}

enum layer read_geneve(struct layers *l)
{
    uint8_t words = take_u8(&l->in);
    skip(&l->in, 1);
    uint16_t type = take_be16(&l->in);
    skip(&l->in, 4 + (size_t)words * 4);
    return layer_of_ethertype(l, type);
}

enum { GTP_HEAD = 8, GTP_EXTENDED = 0x04, GTP_OPTIONS = 0x07 };

static bool is_gtp(struct bytes in)
{
    enum { VERSION_AND_TYPE = 0x30, PACKET = 0xff };
    struct cursor c = cursor_over(in);
    uint8_t flags = take_u8(&c);
    uint8_t message = take_u8(&c);
    uint16_t n = take_be16(&c);
    return cursor_ok(&c) && (flags & ~GTP_OPTIONS) == VERSION_AND_TYPE && message == PACKET &&
           in.n >= n + (size_t)GTP_HEAD;
}

/* With any of three flags there are four bytes more, the last of which may begin a chain. */
enum layer read_gtp(struct layers *l)
{
    enum { EXTENSIONS_MAX = 8 };
    uint8_t flags = take_u8(&l->in);
    skip(&l->in, GTP_HEAD - 1);
    uint8_t next = 0;
    if ((flags & GTP_OPTIONS) != 0) {
        skip(&l->in, 3);
        next = take_u8(&l->in);
    }
    if ((flags & GTP_EXTENDED) == 0)
        next = 0;
    for (int i = 0; i < EXTENSIONS_MAX && next != 0; i++) {
        size_t n = take_u8(&l->in) * (size_t)4;
        skip(&l->in, n > 2 ? n - 2 : 2);
        next = take_u8(&l->in);
    }
    return cursor_ok(&l->in) && next == 0 ? LAYER_IP : passed(l, COUNT_tunnel_bad);
}

enum layer tunnel_of_port(uint16_t port, struct bytes in)
{
    switch (port) {
    case PORT_VXLAN:
    case PORT_OLD_VXLAN:
        return is_vxlan(in) ? LAYER_VXLAN : LAYER_DONE;
    case PORT_GENEVE:
        return is_geneve(in) ? LAYER_GENEVE : LAYER_DONE;
    case PORT_AYIYA:
        return is_ayiya(in) ? LAYER_AYIYA : LAYER_DONE;
    case PORT_L2TP:
        return is_l2tp(in) ? LAYER_L2TP : LAYER_DONE;
    case PORT_GTP:
        return is_gtp(in) ? LAYER_GTP : LAYER_DONE;
    default:
        return LAYER_DONE;
    }
}

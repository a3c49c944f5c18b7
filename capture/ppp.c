/* PPP (RFC 1661), bare, framed as in HDLC (RFC 1662), or in Ethernet (RFC 2516). */

#include "capture/layers.h"

enum { IPV4 = 0x0021, IPV6 = 0x0057, MPLS = 0x0281, MPLS_MULTICAST = 0x0283 };
enum { ALL_STATIONS = 0xff, UNNUMBERED = 0x03 };

/* One byte of protocol number if it is odd, two if not. */
enum layer read_ppp(struct layers *l)
{
    if (take_if(&l->in, ALL_STATIONS))
        skip(&l->in, 1);
    uint16_t protocol = take_u8(&l->in);
    if ((protocol & 1) == 0)
        protocol = (uint16_t)(protocol << 8 | take_u8(&l->in));
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    if (protocol == IPV4)
        return LAYER_IPV4;
    if (protocol == IPV6)
        return LAYER_IPV6;
    return protocol == MPLS || protocol == MPLS_MULTICAST ? LAYER_MPLS : not_ip(l);
}

/* Cisco's HDLC has an ethertype where PPP has its control byte. */
enum layer read_hdlc(struct layers *l)
{
    enum { UNICAST = 0x0f, MULTICAST = 0x8f };
    if (!take_if(&l->in, UNICAST) && !take_if(&l->in, MULTICAST))
        return LAYER_PPP;
    skip(&l->in, 1);
    uint16_t type = take_be16(&l->in);
    return cursor_ok(&l->in) ? layer_of_ethertype(l, type) : passed(l, COUNT_link_short);
}

enum layer read_pppoe(struct layers *l)
{
    enum { VERSION_AND_TYPE = 0x11, SESSION = 0 };
    uint8_t version = take_u8(&l->in);
    uint8_t code = take_u8(&l->in);
    skip(&l->in, 2);
    uint16_t n = take_be16(&l->in);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    if (version != VERSION_AND_TYPE || code != SESSION)
        return not_ip(l);
    if (n < cursor_left(&l->in)) /* the rest is padding */
        l->in.end = l->in.at + n;
    return LAYER_PPP;
}

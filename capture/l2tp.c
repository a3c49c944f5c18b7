/* L2TP, version 2 (RFC 2661 section 3.1): the PPP of a line carried in UDP. Its control messages
 * stay the datagrams they are, and so do packets that PPP compressed or encrypted. */

#include "capture/layers.h"

enum { CONTROL = 0x8000, HAS_LENGTH = 0x4000, NUMBERED = 0x0800, HAS_OFFSET = 0x0200 };
enum { RESERVED = 0x34f0, VERSION = 0x000f, VERSION_2 = 2 };
enum { ALL_STATIONS = 0xff, PPP_IPV4 = 0x21, PPP_IPV6 = 0x57 };

/* Whether PPP begins here, with a packet of IP in it. */
static bool is_ppp(struct bytes in)
{
    struct cursor c = cursor_over(in);
    if (take_if(&c, ALL_STATIONS))
        skip(&c, 1);
    (void)take_if(&c, 0); /* the number's first byte may be left out */
    uint8_t protocol = take_u8(&c);
    uint8_t version = take_u8(&c) >> 4;
    return cursor_ok(&c) &&
           ((protocol == PPP_IPV4 && version == 4) || (protocol == PPP_IPV6 && version == 6));
}

/* How long the header is, and in *whole the message; 0: it is none. */
static size_t head_of(struct bytes in, size_t *whole)
{
    struct cursor c = cursor_over(in);
    uint16_t flags = take_be16(&c);
    *whole = (flags & HAS_LENGTH) != 0 ? take_be16(&c) : in.n;
    skip(&c, 4); /* the tunnel, the session */
    skip(&c, (flags & NUMBERED) != 0 ? 4 : 0);
    if ((flags & HAS_OFFSET) != 0)
        skip(&c, take_be16(&c));
    size_t head = in.n - cursor_left(&c);
    bool data = (flags & (CONTROL | RESERVED)) == 0 && (flags & VERSION) == VERSION_2;
    if (!cursor_ok(&c) || !data || *whole > in.n || *whole < head)
        return 0;
    return is_ppp((struct bytes){ in.p + head, *whole - head }) ? head : 0;
}

bool is_l2tp(struct bytes in)
{
    size_t whole = 0;
    return head_of(in, &whole) > 0;
}

enum layer read_l2tp(struct layers *l)
{
    size_t whole = 0;
    size_t head = head_of(cursor_rest(&l->in), &whole);
    l->in.end = l->in.at + whole; /* the rest is padding */
    skip(&l->in, head);
    return LAYER_PPP;
}

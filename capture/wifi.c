/* Frames of a wireless network: IEEE 802.11 section 9.2, and the radiotap header that a capture
 * puts before them (www.radiotap.org). Only data that is not encrypted is read on. Of several
 * packets in one frame (A-MSDU) the first is read. */

#include "capture/layers.h"

enum { MAC_N = sizeof(struct mac), HEADER_N = 24 };

/* The two bytes of frame control, as one number. */
enum frame_control {
    VERSION_AND_TYPE = 0x000f,
    DATA = 0x0008,
    EMPTY = 0x0040, /* a data frame without data */
    QOS = 0x0080,
    TO_NETWORK = 0x0100,
    FROM_NETWORK = 0x0200,
    FRAGMENT = 0x0400, /* another follows */
    ENCRYPTED = 0x4000,
    ORDER = 0x8000,
};

/* Which of the four addresses (the fourth follows the header) are the ends'. */
static void note_ends(struct layers *l, uint16_t control, const uint8_t address[4][MAC_N])
{
    bool to = (control & TO_NETWORK) != 0, from = (control & FROM_NETWORK) != 0;
    int source = from ? (to ? 3 : 2) : 1;
    memcpy(l->p->dst_mac.b, address[to ? 2 : 0], MAC_N);
    memcpy(l->p->src_mac.b, address[source], MAC_N);
}

/* What follows the addresses; n: how long the header is so far. */
static enum layer after_addresses(struct layers *l, uint16_t control, size_t n, bool padded)
{
    enum { SEVERAL = 0x80, HT_CONTROL_N = 4, ALIGN = 4 };
    uint8_t qos = 0;
    if ((control & QOS) != 0) {
        size_t more = (control & ORDER) != 0 ? HT_CONTROL_N : 0;
        qos = take_u8(&l->in);
        skip(&l->in, 1 + more);
        n += 2 + more;
    }
    skip(&l->in, padded ? (ALIGN - n % ALIGN) % ALIGN : 0);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    return (qos & SEVERAL) != 0 ? LAYER_ETHERNET : LAYER_LLC;
}

static enum layer read_frame(struct layers *l, bool padded)
{
    enum { FRAGMENT_NUMBER = 0x000f };
    struct cursor c;
    uint8_t address[4][MAC_N] = { 0 };
    if (!take_header(l, HEADER_N, &c))
        return not_ip(l); /* acknowledgements and the like are shorter */
    uint16_t control = take_le16(&c);
    skip(&c, 2); /* duration */
    take_into(address, &c, 3 * (size_t)MAC_N);
    bool part = (control & FRAGMENT) != 0 || (take_le16(&c) & FRAGMENT_NUMBER) != 0;
    bool data = (control & (VERSION_AND_TYPE | EMPTY)) == DATA;
    if (!data || part || (control & ENCRYPTED) != 0)
        return not_ip(l);
    bool has_fourth = (control & TO_NETWORK) != 0 && (control & FROM_NETWORK) != 0;
    if (has_fourth)
        take_into(address[3], &l->in, MAC_N);
    note_ends(l, control, (const uint8_t(*)[MAC_N])address);
    return after_addresses(l, control, HEADER_N + (has_fourth ? (size_t)MAC_N : 0), padded);
}

enum layer read_wifi(struct layers *l)
{
    return read_frame(l, false);
}

/* The radiotap field `flags` is the second, after a clock that is aligned to its size. */
static uint8_t radiotap_flags(struct cursor c, size_t n)
{
    enum { HAS_CLOCK = 1, HAS_FLAGS = 2, WORDS_MAX = 8, CLOCK_N = 8 };
    const uint32_t more = 0x80000000;
    const uint8_t *begin = c.at - 4;
    uint32_t present = take_le32(&c), word = present;
    for (int i = 0; i < WORDS_MAX && (word & more) != 0; i++)
        word = take_le32(&c);
    size_t at = (size_t)(c.at - begin);
    if ((present & HAS_CLOCK) != 0)
        skip(&c, (CLOCK_N - at % CLOCK_N) % CLOCK_N + CLOCK_N);
    uint8_t flags = take_u8(&c);
    bool inside = cursor_ok(&c) && (size_t)(c.at - begin) <= n;
    return inside && (present & HAS_FLAGS) != 0 ? flags : 0;
}

enum layer read_radiotap(struct layers *l)
{
    enum { HEAD = 8, CHECKSUM_N = 4, WITH_CHECKSUM = 0x10, PADDED = 0x20, BROKEN = 0x40 };
    struct cursor c = l->in;
    uint8_t version = take_u8(&c);
    skip(&c, 1);
    uint16_t n = take_le16(&c);
    if (!cursor_ok(&c) || version != 0 || n < HEAD)
        return passed(l, COUNT_link_short);
    uint8_t flags = radiotap_flags(c, n);
    skip(&l->in, n);
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_link_short);
    if ((flags & BROKEN) != 0)
        return not_ip(l);
    if ((flags & WITH_CHECKSUM) != 0 && l->cut == 0 && cursor_left(&l->in) >= CHECKSUM_N)
        l->in.end -= CHECKSUM_N;
    return read_frame(l, (flags & PADDED) != 0);
}

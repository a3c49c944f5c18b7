/* AYIYA (draft-massar-v6ops-ayiya-02), which carries IPv6 through routers that translate addresses:
 * a datagram with an identity, a signature and a packet. */

#include "capture/layers.h"

enum { IPV6 = 41, FORWARD = 1 };

/* How long the header is; 0: it is none. */
static size_t head_of(struct bytes in)
{
    enum { FIXED = 8, IDENTITY_MAX = 6, METHODS = 4, TYPES = 4 };
    struct cursor c = cursor_over(in);
    uint8_t identity = take_u8(&c), signature = take_u8(&c), operation = take_u8(&c);
    uint8_t carries = take_u8(&c);
    bool known =
        (identity & 0x0f) < TYPES && (signature & 0x0f) < METHODS && identity >> 4 <= IDENTITY_MAX;
    if (!cursor_ok(&c) || !known || (operation & 0x0f) != FORWARD || carries != IPV6)
        return 0;
    size_t n = FIXED + ((size_t)1 << (identity >> 4)) + (size_t)(signature >> 4) * 4;
    return in.n > n && in.p[n] >> 4 == 6 ? n : 0;
}

bool is_ayiya(struct bytes in)
{
    return head_of(in) > 0;
}

enum layer read_ayiya(struct layers *l)
{
    skip(&l->in, head_of(cursor_rest(&l->in)));
    return LAYER_IPV6;
}

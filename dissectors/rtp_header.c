#include "dissectors/rtp_header.h"

bool rtp_header_read(struct bytes prefix, size_t whole_n, struct rtp_header *h)
{
    if (!rtp_is_version_2(prefix) || rtp_is_control(prefix))
        return false;
    struct cursor c = cursor_over(prefix);
    uint8_t first = take_u8(&c);
    uint8_t second = take_u8(&c);
    h->marker = second >> 7 != 0;
    h->payload_type = second & 0x7f;
    h->seq = take_be16(&c);
    h->timestamp = take_be32(&c);
    h->ssrc = take_be32(&c);
    skip(&c, (size_t)4 * (first & 0x0f)); /* contributing sources */
    if (first & 0x10) {                   /* section 5.3.1: one extension, in clear in SRTP too */
        skip(&c, 2);
        skip(&c, (size_t)4 * take_be16(&c));
    }
    h->payload = cursor_rest(&c);
    size_t header_n = prefix.n - h->payload.n;
    h->payload_n = whole_n > header_n ? whole_n - header_n : 0;
    return cursor_ok(&c);
}

bool rtp_is_beside(struct bytes b, bool *dtls)
{
    struct cursor c = cursor_over(b);
    uint8_t first = take_u8(&c);
    skip(&c, 3);
    uint32_t cookie = take_be32(&c);
    *dtls = first >= 20 && first <= 63 && b.n > 12;
    bool stun = first < 4 && cookie == 0x2112a442;     /* RFC 8489 section 5 */
    bool zrtp = first == 0x10 && cookie == 0x5a525450; /* RFC 6189 section 5 */
    bool turn = first >= 0x40 && first < 0x50;         /* RFC 8656 section 12.4 */
    return *dtls || (cursor_ok(&c) && (stun || zrtp || turn));
}

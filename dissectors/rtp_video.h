/* Payload headers of H.264 (RFC 6184), H.265 (RFC 7798) and JPEG (RFC 2435): rtp_codec.c's. */
#pragma once

#include "dissectors/rtp_codec.h"

/* rtp_codec.seen: what is asked of H.264, beside the bits, before it is named. A first byte that is
 * always 0x41 is no proof of it; only of clear payload, and that rtp_chance.c finds. */
enum {
    RTP_SEEN_SPS = 1,
    RTP_SEEN_PPS = 2,
    RTP_SEEN_EDGE = 4, /* the first or last fragment of a unit */
    RTP_SEEN_MIDDLE = 8,
    RTP_SEEN_CHAIN = 16, /* fragments that belong together, or sizes that add up */
};

/* How many bits this payload, of at least three bytes, speaks for the codec; less than 0: against.
 */
int rtp_bits_for_h264(struct rtp_codec *c, const struct rtp_sight *s);
int rtp_bits_for_h265(struct rtp_codec *c, const struct rtp_sight *s);
int rtp_bits_for_jpeg(struct rtp_codec *c, const struct rtp_sight *s);

/* The data of that JPEG fragment, as far as they are here, headers and tables left out; n is 0: it
 * is none. */
struct bytes rtp_jpeg_scan(const struct rtp_sight *s);

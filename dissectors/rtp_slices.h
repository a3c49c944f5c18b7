/* Whether the pictures of a stream that is sent in clear can be decoded, or are encrypted in
 * themselves, below RTP. Guide item 3.6; protocols.md D.5 #7. */
#pragma once

#include "dissectors/rtp_codec.h"

/* What is known of one source's pictures; all zero at first. At most 12 bytes. */
struct rtp_slices {
    uint16_t number;  /* 16 bits: the last picture's number, and what stands behind it */
    uint16_t widths;  /* that the number may have: bit n, 4 <= n <= 16, less 4 */
    uint8_t in_a_row; /* pictures of which the number goes on from the one before */
    uint8_t steps;    /* of these: the number has grown */
    uint8_t pictures; /* looked at since the count below began */
    uint8_t strange;  /* of these: it does not begin as a picture has to */
    uint8_t verdict;  /* enum readable */
    uint8_t given_up : 1;
    uint8_t told : 1;
    uint8_t begun : 1; /* `number` is of a picture */
    uint8_t whole : 1; /* nothing of this frame is missing so far */
    uint8_t seen : 1;  /* this frame's first slice was read */
};

/* Counts one packet. All packets of the source have to be given, in order. */
void rtp_slices_count(struct rtp_slices *s, enum codec codec, const struct rtp_sight *sight);

/* Whether more packets may still show it: the codec is one whose pictures are understood, and
 * neither is it decided nor hopeless. */
bool rtp_slices_want(const struct rtp_slices *s, enum codec codec);

/* The words for what was decided; "" if nothing was. */
const char *rtp_slices_because(const struct rtp_slices *s, enum codec codec);

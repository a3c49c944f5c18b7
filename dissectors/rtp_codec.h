/* Whether the payload headers of a codec fit: H.264, H.265, JPEG, AAC, MPEG and text. */
#pragma once

#include "core/observation.h"

/* What speaks for each codec, in bits; all zero at first. */
struct rtp_codec {
    uint32_t jpeg_offset; /* that the next fragment should have */
    int8_t h264, h265, jpeg, aac, latm, start_code, text;
    uint8_t seen;         /* what was seen of H.264 that a byte that is always the same is not */
    uint8_t h264_unit[2]; /* indicator and header of the unfinished fragment; 0: none */
    uint8_t h265_unit[3];
};

/* One payload and how it stands to the one that was counted before. */
struct rtp_sight {
    struct bytes payload; /* at least its first RTP_PREFIX bytes, less the header */
    size_t payload_n;
    size_t sure_n;   /* how many of its first bytes SRTP would have encrypted */
    bool follows;    /* its sequence number is the next */
    bool same_frame; /* its timestamp is the same */
};

/* A codec that was proved, and the words for it; because is NULL: none. */
struct rtp_proof {
    enum codec codec;
    enum media_type type;
    const char *because;
};

/* Counts one payload for or against each codec. */
void rtp_codec_count(struct rtp_codec *c, const struct rtp_sight *s);

/* The codec for which at least that many bits speak. `expected` is the one that was announced, or
 * CODEC_UNKNOWN: without it H.264 has to show more than a byte that is always the same. */
struct rtp_proof rtp_codec_proof(const struct rtp_codec *c, enum codec expected, int bits);

/* The most that speaks for any codec, and what speaks for a certain one. */
int rtp_codec_best(const struct rtp_codec *c);
int rtp_codec_bits(const struct rtp_codec *c, enum codec codec);

/* UNKNOWN where the codec is not known, or may be of several types. */
enum media_type rtp_codec_type(enum codec codec);

/* What RFC 3551 section 6 says of a payload type; UNKNOWN for the dynamic ones. */
enum codec rtp_static_codec(uint8_t payload_type);
enum media_type rtp_static_type(uint8_t payload_type);

/* Whether a payload of n bytes is whole frames of a static codec whose frames have one size; SRTP's
 * tag of 4, 10 or 16 bytes would make it longer. */
bool rtp_static_frames(uint8_t payload_type, size_t n);

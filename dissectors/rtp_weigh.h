/* Whether RTP or RTCP can be read by anybody, decided without keys: protocols.md D.5. Used on UDP
 * by rtp.c and on interleaved frames by rtsp.c. rtp_codec.c explains the statistics. */
#pragma once

#include "dissectors/rtcp.h"
#include "dissectors/rtp_chance.h"
#include "dissectors/rtp_codec.h"
#include "dissectors/rtp_slices.h"

enum {
    RTP_PREFIX = 96,  /* how much of a packet is enough to weigh it */
    RTP_IN_A_ROW = 3, /* packets in sequence that make it RTP: RFC 3550 appendix A.1 */
};

/* What is known of one RTP source on one conversation or channel, and of the RTCP beside it; all
 * zero at first. The members are rtp_weigh.c's own. At most 168 bytes. */
struct rtp_weigh {
    uint32_t ssrc;        /* RFC 3550 section 5.1 */
    uint32_t timestamp;   /* of the last packet in order */
    uint16_t seq;         /* likewise */
    uint16_t weighed_seq; /* of the last packet that was weighed */
    uint8_t payload_type;
    uint8_t in_a_row;   /* packets in sequence, up to RTP_IN_A_ROW: then it is RTP */
    uint8_t strangers;  /* packets of another source or payload type, one after the other */
    uint8_t weighed;    /* packets weighed since the counts below began */
    uint8_t bursts;     /* of these: in the same frame as the one before */
    uint8_t odd_frames; /* of these: where marker and timestamp disagree on a frame's end */
    uint8_t verdict;    /* enum encrypted, as it was told */
    uint8_t codec;      /* enum codec, as it was proved */
    bool told;
    bool marked;    /* the last packet had the marker bit */
    bool odd_sizes; /* of a packet weighed: it is not whole frames of a static codec */
    struct rtp_codec codecs;
    struct rtp_chance chance;
    struct rtcp_source control;
    struct rtp_slices slices;
};

/* What the session description or the Transport header told of it, where one was seen. */
struct rtp_hint {
    uint8_t payload_type; /* that the codec belongs to */
    enum codec codec;     /* CODEC_UNKNOWN: nothing known */
    enum media_type type;
    bool secure; /* announced as SAVP, or its keys were agreed by DTLS */
    bool looks;  /* a few packets in sequence come now and then: all are weighed */
};

/* Weighs one packet, RTP or RTCP, of which the first `prefix.n` bytes are here (all of them, or at
 * least RTP_PREFIX) and which is whole_n bytes long. True if there is something new to say; *said
 * is then filled in: its kind, and all of observation.media but
 * carrier, or observation.picture. `hint` may be NULL. What
 * one end sends and what the other sends are two sources. */
bool rtp_weigh_packet(struct rtp_weigh *w, struct bytes prefix, size_t whole_n,
                      const struct rtp_hint *hint, struct observation *said);

/* Whether all there is to say of it is said, unless it changes: from now on only a packet now and
 * then need be given. */
bool rtp_weigh_is_done(const struct rtp_weigh *w);

/* Whether it can be read, and its pictures are still to be looked at: looks do not show them. */
bool rtp_weigh_wants_pictures(const struct rtp_weigh *w);

/* Whose media or reports they are. */
static inline uint32_t rtp_weigh_ssrc(const struct rtp_weigh *w)
{
    return w->in_a_row > 0 ? w->ssrc : w->control.ssrc;
}

/* The conversation is over: true, with *said filled in likewise, if there was media of which
 * nothing was said yet. To be asked until it is false, which is at most three times later. */
bool rtp_weigh_rest(struct rtp_weigh *w, const struct rtp_hint *hint, struct observation *said);

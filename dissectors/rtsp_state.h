/* What is kept of one RTSP connection. */
#pragma once

#include "dissectors/auth.h"
#include "dissectors/rtp_weigh.h"

enum { RTSP_ASKED_MAX = 8, RTSP_TRACKS_MAX = 6, RTSP_CHANNELS_MAX = 4 };

/* A request that has no answer yet. */
struct rtsp_asked {
    uint32_t cseq;
    uint8_t method; /* enum rtsp_method */
    uint8_t scheme; /* enum scheme */
    uint8_t track;  /* SETUP: which track, from 1; 0: not known */
    bool from_client;
    bool waiting;
    bool vouched; /* see struct observation */
};

/* What the session description says of one medium. */
struct rtsp_track {
    uint64_t control; /* a hash of its a=control */
    uint8_t control_n;
    uint8_t type;  /* enum media_type */
    uint8_t codec; /* enum codec */
    uint8_t key;   /* enum media_key */
    uint8_t payload_type;
    bool secure;
    bool back_channel;
};

/* What one end sends on two channels: RTP and the RTCP beside it. */
struct rtsp_channel {
    struct rtp_weigh weigh;
    uint8_t number; /* of the first of the two */
    uint8_t trial;  /* of keys that are known: media_keys.h */
    uint8_t passed; /* frames since the last one that was weighed */
    bool used;
    bool from_client;
};

struct rtsp_state {
    struct rtsp_channel channel[RTSP_CHANNELS_MAX];
    struct rtsp_track track[RTSP_TRACKS_MAX];
    struct rtsp_asked asked[RTSP_ASKED_MAX]; /* a ring; the oldest is forgotten first */
    struct auth_memory memory;
    uint32_t date_told_s; /* date_is_due() */
    uint8_t next_asked;
    uint8_t tracks;
    bool lost[2];            /* by from_client: out of step */
    uint32_t passed_over[2]; /* bytes, since */
};

_Static_assert(sizeof(struct rtsp_state) <= STATE_MAX, "a flow has room for no more");

/* Makes RTP and RTCP packets for tests: H.264, JPEG, G.711, ciphertext. */
#pragma once

#include "tests/support/dissect.h"

enum { MEDIA_PACKET_MAX = 600, MEDIA_TURNS_MAX = 6000 };

/* Datagrams in the order in which they are sent. */
struct script {
    size_t n;
    uint32_t noise; /* what its random bytes are made of */
    struct turn turns[MEDIA_TURNS_MAX];
    uint8_t store[MEDIA_TURNS_MAX][MEDIA_PACKET_MAX];
};

struct script *script_new(void);
void script_free(struct script *s);

/* What the RTP dissector says of it; the caller frees it. */
struct seen *script_talk(const struct script *s);

/* One end's RTP: what the next packet's header is made of. */
struct sender {
    bool from_client;
    uint8_t payload_type;
    uint16_t seq;
    uint32_t timestamp;
    uint32_t ssrc;
    uint32_t step; /* of the timestamp, after each packet or frame */
};

/* Random bytes, the same in every run; `state` begins with anything but 0. */
void random_bytes(uint32_t *state, uint8_t *out, size_t n);

/* Appends any datagram. */
void send_raw(struct script *s, bool from_client, const void *p, size_t n);

/* Appends one packet of the sender; counts seq up, but not the timestamp. */
void send_rtp(struct script *s, struct sender *from, bool marker, const void *payload, size_t n);

/* `frames` frames of H.264 in four fragments each, the first an IDR after parameter sets; with
 * `encrypted` all payload is random instead. */
void send_h264(struct script *s, struct sender *from, size_t frames, bool encrypted);

/* `packets` packets of 160 bytes: a soft tone in G.711, or random bytes. */
void send_g711(struct script *s, struct sender *from, size_t packets, bool encrypted);

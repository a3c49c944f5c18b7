/* A camera's RTP as it comes over time: 30 frames a second of about ten packets each, of one (thin:
 * H.264), or 50 packets of sound; in clear or as SRTP. And what the shunt in the kernel lets
 * through of it. */
#pragma once

#include "core/media_flow.h"
#include "tests/support/media.h"

enum stream_kind { STREAM_H264, STREAM_H265, STREAM_JPEG, STREAM_G711, STREAM_THIN, STREAM_KINDS };

struct camera_stream {
    enum stream_kind kind;
    bool encrypted;
    struct sender sender;
    uint64_t now_ns; /* when the next packet comes */
    uint32_t noise;
    uint32_t frame;    /* that it is of */
    uint32_t part;     /* which of its packets it is */
    uint32_t parts;    /* how many there are */
    struct script *at; /* where the packet is made */
};

struct camera_stream *stream_new(enum stream_kind kind, uint32_t seed);
void stream_free(struct camera_stream *c);

/* The next packet; valid until the next call. */
struct bytes stream_next(struct camera_stream *c);
/* It comes, but nobody looks at it. */
void stream_pass(struct camera_stream *c);

/* One direction's entry in the kernel: capture/shunt.h says what it lets through. */
struct kernel_entry {
    bool there;
    struct media_flow flow;
    uint64_t look_ns;
    uint32_t since_look;
    uint32_t looking;
};

bool kernel_lets_through(struct kernel_entry *e, uint32_t ssrc, uint8_t payload_type,
                         uint64_t now_ns);

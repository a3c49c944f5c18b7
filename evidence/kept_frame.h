/* A frame that something was learnt from, as it may leave the sensor: what may not be told is
 * masked, and the checksums fit what is left. A value. */
#pragma once

#include "capture/source.h"
#include "core/observation.h"

enum { KEPT_FRAME_MAX = 2048 }; /* bytes; of a longer one its beginning */

struct kept_frame {
    uint64_t time_ns;
    uint64_t frame_no;
    uint32_t link;
    uint32_t wire_n; /* how long it was on the wire */
    uint32_t n;      /* how much of it is here */
    enum transport transport;
    struct endpoint src;
    struct endpoint dst;
    struct mac src_mac;
    struct mac dst_mac;
    uint8_t bytes[KEPT_FRAME_MAX];
};

/* Of a frame and what it was taken apart to. What of it lies before the transport's payload is
 * kept, the payload goes through mask_payload(). A packet put together from fragments has its
 * payload elsewhere: then all behind the first 34 bytes is hidden. */
void kept_frame_of(const struct frame *f, const struct packet *p, struct kept_frame *out);

/* Whether a worker of ours may have handed it on: all in it is within its bounds. */
bool kept_frame_is_sound(const struct kept_frame *k);

/* Whether the fact was said of the conversation that this frame belongs to, or of the frame. */
bool kept_frame_is_of(const struct kept_frame *k, const struct observation *o);

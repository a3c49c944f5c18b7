/* Live capture by packet sockets, packet(7): frames are views into a ring shared with the kernel.
 *
 * How it works: a block of the ring stays ours until all its frames were handed out and the next
 * batch is asked for. The kernel hands a block over when it is full, or, looking every retire_ms,
 * when it was not full at two looks; a first frame on a quiet network waits one look. */
#include <stdlib.h>

#include "capture/packet_port.h"
#include "capture/shunt.h"

enum { COUNT_AT = 1 << 28 /* frames; long before the kernel's counts overflow */ };

struct af_packet {
    struct packet_port port;
    uint64_t frames;
    uint64_t uncounted;  /* frames handed out since the kernel was asked for its counts */
    struct shunt *shunt; /* NULL: none */
};

static void *open_af_packet(const struct live_settings *settings, struct error *e)
{
    struct af_packet *a = calloc(1, sizeof *a);
    if (a == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    a->shunt = settings->filter == NULL ? settings->shunt : NULL;
    if (packet_port_open(&a->port, settings, e))
        return a;
    free(a);
    return NULL;
}

static void close_af_packet(void *self)
{
    struct af_packet *a = self;
    packet_port_close(&a->port);
    free(a);
}

static int take_frames(struct af_packet *a, struct frame *batch, int max)
{
    int n = ring_take(&a->port.socket.ring, batch, max);
    for (int i = 0; i < n; i++) {
        batch[i].frame_no = ++a->frames;
        batch[i].link = a->port.socket.link;
    }
    a->uncounted += (uint64_t)n;
    if (a->uncounted >= COUNT_AT) {
        packet_port_add_counts(&a->port);
        a->uncounted = 0;
    }
    return n;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct af_packet *a = self;
    int n = take_frames(a, batch, max);
    if (n > 0)
        return n;
    if (!packet_port_wait(&a->port, timeout_ms, e))
        return SOURCE_BROKEN;
    return take_frames(a, batch, max);
}

static void counts(void *self, struct live_counts *out)
{
    struct af_packet *a = self;
    packet_port_counts(&a->port, out);
    a->uncounted = 0;
}

/* Away, its socket would say so at once for ever. */
static int descriptors(void *self, int *fds, int max)
{
    const struct af_packet *a = self;
    if (a->port.now->presence != HERE || max < 1)
        return 0;
    fds[0] = a->port.socket.fd;
    return 1;
}

static uint32_t late_ms(const void *self)
{
    const struct af_packet *a = self;
    return 2 * a->port.plan.ring.retire_ms;
}

static void stop(void *self)
{
    struct af_packet *a = self;
    packet_port_stop(&a->port);
}

static bool shunt_flow(void *self, const struct media_flow *flow)
{
    struct af_packet *a = self;
    return a->shunt != NULL && a->port.socket.link == LINK_ETHERNET && shunt_add(a->shunt, flow);
}

/* ---- read by another process than opened it ---- */

static uint64_t taken(const void *self)
{
    const struct af_packet *a = self;
    return ring_taken(&a->port.now->ring);
}

static void tend(void *self)
{
    struct af_packet *a = self;
    packet_port_tend(&a->port);
}

static bool resume(void *self, struct error *e)
{
    struct af_packet *a = self;
    return packet_port_resume(&a->port, e);
}

const struct live_source af_packet_source = {
    .name = "af_packet",
    .open = open_af_packet,
    .next = next,
    .counts = counts,
    .descriptors = descriptors,
    .late_ms = late_ms,
    .stop = stop,
    .shunt = shunt_flow,
    .taken = taken,
    .tend = tend,
    .resume = resume,
    .close = close_af_packet,
};

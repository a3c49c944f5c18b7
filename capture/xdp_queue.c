/* syscalls(worker, sensor): recvfrom, getsockopt, poll, ppoll: frames, and what was lost. */
#include "capture/xdp_queue.h"

#include <errno.h>
#include <linux/if_xdp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

#include "capture/live.h"
#include "core/secret.h"

enum { FRAME = 4096, FRAMES_MIN = 2048, FRAMES_MAX = 1 << 20 };

struct xdp_queue {
    uint32_t queue;
    uint8_t *area;
    size_t area_n;
    uint32_t frames;
    struct xsk_umem *umem;
    struct xsk_socket *socket;
    struct xsk_ring_prod fill; /* frames that the kernel may write to */
    struct xsk_ring_cons done; /* of what was sent: never used, but there must be one */
    struct xsk_ring_cons rx;   /* frames that came in */
    uint64_t held[XDP_BATCH_MAX];
    int held_n;
    uint64_t taken;
};

static uint32_t frames_for(size_t n)
{
    uint32_t frames = FRAMES_MIN;
    while (frames < FRAMES_MAX && (size_t)frames * FRAME < n)
        frames *= 2;
    return frames;
}

static bool make_umem(struct xdp_queue *q, struct error *e)
{
    struct xsk_umem_config config = { .fill_size = q->frames,
                                      .comp_size = XSK_RING_CONS__DEFAULT_NUM_DESCS,
                                      .frame_size = FRAME };
    q->area_n = (size_t)q->frames * FRAME;
    q->area = wire_memory_new(q->area_n);
    if (q->area == NULL)
        return fail(e, "cannot be listened to: no memory");
    int why = xsk_umem__create(&q->umem, q->area, q->area_n, &q->fill, &q->done, &config);
    return why == 0 || fail(e, "cannot be listened to by AF_XDP: %s%s", strerrordesc_np(-why),
                            why == -EPERM ? " (needs CAP_NET_RAW)" : "");
}

enum { BUSY_TURNS = 200, BUSY_TURN_US = 10000 }; /* two seconds in all */

/* Zero-copy where the driver can, else the kernel copies. The kernel lets go of a queue some time
 * after its socket was closed, so one that is busy is asked for again. */
static bool make_socket(struct xdp_queue *q, const char *interface, int sockets, struct error *e)
{
    struct xsk_socket_config config = { .rx_size = q->frames,
                                        .libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
                                        .bind_flags = XDP_USE_NEED_WAKEUP };
    int why = -EBUSY;
    for (int turn = 0; turn < BUSY_TURNS && why == -EBUSY; turn++) {
        if (turn > 0)
            (void)usleep(BUSY_TURN_US);
        why = xsk_socket__create(&q->socket, interface, q->queue, q->umem, &q->rx, NULL, &config);
    }
    if (why == 0)
        why = xsk_socket__update_xskmap(q->socket, sockets);
    return why == 0 || fail(e, "cannot be listened to by AF_XDP: queue %u: %s", q->queue,
                            strerrordesc_np(-why));
}

/* All memory is the kernel's at first. */
static void fill_all(struct xdp_queue *q)
{
    uint32_t at = 0;
    uint32_t n = xsk_ring_prod__reserve(&q->fill, q->frames, &at);
    for (uint32_t i = 0; i < n; i++)
        *xsk_ring_prod__fill_addr(&q->fill, at + i) = (uint64_t)i * FRAME;
    xsk_ring_prod__submit(&q->fill, n);
}

struct xdp_queue *xdp_queue_new(const char *interface, uint32_t queue, size_t n, int sockets,
                                struct error *e)
{
    struct xdp_queue *q = calloc(1, sizeof *q);
    if (q == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    q->queue = queue;
    q->frames = frames_for(n);
    if (make_umem(q, e)) {
        fill_all(q);
        if (make_socket(q, interface, sockets, e))
            return q;
    }
    xdp_queue_free(q);
    return NULL;
}

void xdp_queue_free(struct xdp_queue *q)
{
    if (q == NULL)
        return;
    if (q->socket != NULL)
        xsk_socket__delete(q->socket);
    if (q->umem != NULL)
        (void)xsk_umem__delete(q->umem);
    wire_memory_free(q->area, q->area_n);
    free(q);
}

uint32_t xdp_queue_room(const struct xdp_queue *q)
{
    return q->frames;
}

int xdp_queue_fd(const struct xdp_queue *q)
{
    return xsk_socket__fd(q->socket);
}

int xdp_queue_take(struct xdp_queue *q, struct frame *batch, int max)
{
    uint32_t at = 0;
    uint32_t limit = max < XDP_BATCH_MAX ? (uint32_t)max : XDP_BATCH_MAX;
    int n = (int)xsk_ring_cons__peek(&q->rx, limit, &at);
    for (int i = 0; i < n; i++) {
        const struct xdp_desc *came = xsk_ring_cons__rx_desc(&q->rx, at + (uint32_t)i);
        batch[i].bytes = (struct bytes){ q->area + came->addr, came->len };
        batch[i].wire_n = came->len;
        q->held[i] = came->addr;
        __builtin_prefetch(batch[i].bytes.p);
    }
    xsk_ring_cons__release(&q->rx, (uint32_t)n);
    q->held_n = n;
    q->taken += (uint64_t)n;
    return n;
}

/* There is always room: the ring can hold every frame there is. */
void xdp_queue_give_back(struct xdp_queue *q)
{
    uint32_t at = 0;
    uint32_t n = xsk_ring_prod__reserve(&q->fill, (uint32_t)q->held_n, &at);
    for (uint32_t i = 0; i < n; i++)
        *xsk_ring_prod__fill_addr(&q->fill, at + i) = q->held[i];
    xsk_ring_prod__submit(&q->fill, n);
    q->held_n = 0;
    if (n > 0 && xsk_ring_prod__needs_wakeup(&q->fill) != 0)
        (void)recvfrom(xdp_queue_fd(q), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

/* The kernel's rx_dropped has what found no memory free and what was too long for a piece of it;
 * the former it counts once more. In zero-copy mode rx_fill_ring_empty_descs counts attempts, and
 * what the card lost by that is the card's to say. An invalid descriptor costs no frame. */
static void add_losses(const struct xdp_statistics *stats, struct live_counts *counts)
{
    uint64_t dropped = stats->rx_dropped;
    uint64_t empty = stats->rx_fill_ring_empty_descs;
    uint64_t no_memory = empty < dropped ? empty : dropped;
    counts->ring_full += stats->rx_ring_full + no_memory;
    counts->kernel_drops += dropped - no_memory;
}

void xdp_queue_count(const struct xdp_queue *q, struct live_counts *counts)
{
    struct xdp_statistics stats = { 0 };
    socklen_t n = sizeof stats;
    uint32_t waiting = __atomic_load_n(q->rx.producer, __ATOMIC_ACQUIRE) - *q->rx.consumer;
    counts->received += q->taken + waiting;
    if (getsockopt(xdp_queue_fd(q), SOL_XDP, XDP_STATISTICS, &stats, &n) == 0)
        add_losses(&stats, counts);
}

/* syscalls(worker): recvfrom, getsockopt, poll, ppoll: frames, and what was lost. */
#include "capture/xdp_queue.h"

#include <errno.h>
#include <linux/if_xdp.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xdp/xsk.h>

#include "capture/live.h"
#include "core/secret.h"

enum { FRAME = 4096, FRAMES_MIN = 2048, FRAMES_MAX = 1 << 20 };

/* What is held: told to whoever reads on where this process died. */
struct mark {
    uint64_t total;   /* frames that were given back */
    uint32_t rx_at;   /* where in the ring they lay, until they were taken out of it */
    uint32_t fill_at; /* where they come to lie when they are given back */
    uint32_t n;       /* frames held */
    uint64_t addr[XDP_BATCH_MAX];
};

/* Written where it does not hold, then turned over: it always holds. */
struct marks {
    _Atomic uint32_t turn;
    struct mark mark[2];
};

struct xdp_queue {
    struct marks *marks; /* shared between processes, as the rings and the area are */
    uint32_t queue;
    uint8_t *area;
    size_t area_n;
    uint32_t frames;
    struct xsk_umem *umem;
    struct xsk_socket *socket;
    struct xsk_ring_prod fill; /* frames that the kernel may write to */
    struct xsk_ring_cons done; /* of what was sent: never used, but there must be one */
    struct xsk_ring_cons rx;   /* frames that came in */
};

static struct mark *mark_of(const struct xdp_queue *q)
{
    return &q->marks->mark[atomic_load_explicit(&q->marks->turn, memory_order_acquire) & 1];
}

/* To be filled in, and then turned to. */
static struct mark *next_mark(struct xdp_queue *q)
{
    return &q->marks->mark[(atomic_load_explicit(&q->marks->turn, memory_order_relaxed) + 1) & 1];
}

static void turn_mark(struct xdp_queue *q)
{
    (void)atomic_fetch_add_explicit(&q->marks->turn, 1, memory_order_release);
}

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
    q->area = shared_memory_new(q->area_n);
    q->marks = shared_memory_new(sizeof *q->marks);
    if (q->area == NULL || q->marks == NULL)
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
    shared_memory_free(q->area, q->area_n);
    shared_memory_free(q->marks, sizeof *q->marks);
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

/* Who read here before could write to the ring, too: what is not in the area has no bytes. */
static struct bytes frame_at(const struct xdp_queue *q, uint64_t addr, uint32_t n)
{
    bool inside = addr <= q->area_n && n <= q->area_n - addr;
    return inside ? (struct bytes){ q->area + addr, n } : (struct bytes){ q->area, 0 };
}

int xdp_queue_take(struct xdp_queue *q, struct frame *batch, int max)
{
    uint32_t at = 0;
    uint32_t limit = max < XDP_BATCH_MAX ? (uint32_t)max : XDP_BATCH_MAX;
    uint32_t n = xsk_ring_cons__peek(&q->rx, limit, &at);
    if (n == 0)
        return 0;
    struct mark *m = next_mark(q);
    m->total = xdp_queue_taken(q);
    m->rx_at = at;
    m->fill_at = *q->fill.producer;
    m->n = n;
    for (uint32_t i = 0; i < n; i++) {
        const struct xdp_desc *came = xsk_ring_cons__rx_desc(&q->rx, at + i);
        batch[i].bytes = frame_at(q, came->addr, came->len);
        batch[i].wire_n = came->len;
        m->addr[i] = came->addr;
        __builtin_prefetch(batch[i].bytes.p);
    }
    turn_mark(q);
    xsk_ring_cons__release(&q->rx, n);
    return (int)n;
}

static void hold_none(struct xdp_queue *q, uint64_t total)
{
    struct mark *m = next_mark(q);
    m->total = total;
    m->n = 0;
    turn_mark(q);
}

/* There is always room: the ring can hold every frame there is. */
void xdp_queue_give_back(struct xdp_queue *q)
{
    const struct mark *m = mark_of(q);
    uint32_t at = 0;
    if (m->n == 0 || m->n > XDP_BATCH_MAX)
        return;
    uint32_t n = xsk_ring_prod__reserve(&q->fill, m->n, &at);
    for (uint32_t i = 0; i < n; i++)
        *xsk_ring_prod__fill_addr(&q->fill, at + i) = m->addr[i];
    xsk_ring_prod__submit(&q->fill, n);
    hold_none(q, m->total + m->n);
    if (n > 0 && xsk_ring_prod__needs_wakeup(&q->fill) != 0)
        (void)recvfrom(xdp_queue_fd(q), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

uint64_t xdp_queue_taken(const struct xdp_queue *q)
{
    const struct mark *m = mark_of(q);
    return m->total + m->n;
}

/* What libxdp knows of the rings is what was true when this process was forked. */
static void look_at_rings(struct xdp_queue *q)
{
    q->rx.cached_prod = __atomic_load_n(q->rx.producer, __ATOMIC_ACQUIRE);
    q->rx.cached_cons = *q->rx.consumer;
    q->fill.cached_prod = *q->fill.producer;
    q->fill.cached_cons = __atomic_load_n(q->fill.consumer, __ATOMIC_ACQUIRE) + q->fill.size;
}

void xdp_queue_resume(struct xdp_queue *q)
{
    const struct mark *m = mark_of(q);
    look_at_rings(q);
    if (m->n == 0)
        return;
    if (*q->rx.consumer == m->rx_at) /* not taken out yet: they are still to be had */
        hold_none(q, m->total);
    else if (*q->fill.producer == m->fill_at)
        xdp_queue_give_back(q);
    else
        hold_none(q, m->total + m->n);
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
    counts->received += xdp_queue_taken(q) + waiting;
    if (getsockopt(xdp_queue_fd(q), SOL_XDP, XDP_STATISTICS, &stats, &n) == 0)
        add_losses(&stats, counts);
}

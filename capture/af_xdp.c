/* Live capture by AF_XDP: frames are views into memory that the driver wrote them to, or that the
 * kernel copied them to where the driver cannot. For an interface that does nothing but carry the
 * mirror: what comes in there does not reach the host any more.
 *
 * How it works: a program in the driver hands each frame to the socket of its receive queue; one
 * source listens to all queues. It goes when this process goes, however that ends. Frames bear the
 * time at which their batch was asked for. A filter runs here, not in the kernel, so the shunt
 * works beside it. Needs CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF, and again when an interface was
 * deleted. */

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/filter.h"
#include "capture/interface.h"
#include "capture/live.h"
#include "capture/shunt.h"
#include "capture/xdp_port.h"
#include "core/clock.h"
#include "core/secret.h"

enum { MEMORY = 64 * 1024 * 1024 };

/* What a process has to know to read on where another died. */
struct so_far {
    struct live_counts before; /* of sockets that are no more */
    struct card_losses card;
    uint64_t taken;       /* of these */
    uint64_t passed_over; /* by the filter */
    uint64_t lost_ns;
    uint64_t looked_ns;
    bool down; /* or away */
    bool gone; /* the sockets that were opened first are no more */
};

struct af_xdp {
    struct so_far *now; /* shared */
    char interface[IFNAMSIZ];
    struct xdp_plan plan;
    struct filter *filter; /* NULL: everything */
    struct xdp_port port;  /* not open: the interface is away */
    int turn;              /* the queue that is asked first */
    bool stopped;
    uint64_t frames;
    struct card_losses card;
};

/* ---- opening ---- */

static void close_af_xdp(void *self)
{
    struct af_xdp *a = self;
    xdp_port_close(&a->port);
    card_losses_close(&a->card);
    filter_free(a->filter);
    if (a->plan.control >= 0)
        close(a->plan.control);
    shared_memory_free(a->now, sizeof *a->now);
    free(a);
}

static bool keep_settings(struct af_xdp *a, const struct live_settings *s, struct error *e)
{
    size_t n = strlen(s->interface);
    if (n == 0 || n >= sizeof a->interface)
        return fail(e, "is no name of an interface");
    if (s->fanout_id != 0)
        return fail(e, "cannot be shared between workers by AF_XDP");
    memcpy(a->interface, s->interface, n);
    size_t ring = (size_t)s->block_bytes * s->blocks;
    a->plan.interface = a->interface;
    a->plan.memory = ring > 0 ? ring : MEMORY;
    a->plan.shunt = s->shunt;
    a->plan.control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (a->plan.control < 0)
        return fail(e, "cannot be listened to: %s", strerrordesc_np(errno));
    if (s->filter != NULL)
        a->filter = filter_new(s->filter, LINK_ETHERNET, e);
    return s->filter == NULL || a->filter != NULL;
}

static bool listen_to_it(struct af_xdp *a, bool *forbidden, struct error *e)
{
    if (!xdp_port_open(&a->port, &a->plan, forbidden, e))
        return false;
    a->turn = 0;
    card_losses_watch(&a->card, a->port.index);
    a->now->card = a->card;
    return true;
}

static void *open_af_xdp(const struct live_settings *settings, struct error *e)
{
    struct af_xdp *a = calloc(1, sizeof *a);
    bool forbidden = false;
    if (a == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    a->plan.control = -1;
    a->now = shared_memory_new(sizeof *a->now);
    if (a->now == NULL) {
        free(a);
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    card_losses_open(&a->card);
    if (keep_settings(a, settings, e) && listen_to_it(a, &forbidden, e))
        return a;
    close_af_xdp(a);
    return NULL;
}

/* ---- an interface that comes and goes ---- */

static void lose(struct af_xdp *a)
{
    a->now->lost_ns = steady_ns();
    a->now->before.outages++;
    a->now->down = true;
}

static void find_again(struct af_xdp *a)
{
    a->now->before.away_ns += steady_ns() - a->now->lost_ns;
    a->now->down = false;
}

/* Nothing came: is that the interface's doing? Down, it keeps its sockets; deleted, it does not. */
static void look_at_interface(struct af_xdp *a)
{
    uint64_t now = steady_ns();
    if (now - a->now->looked_ns < INTERFACE_LOOK_MS * 1000000ULL)
        return;
    a->now->looked_ns = now;
    bool gone = interface_index(a->plan.control, a->interface) != a->port.index;
    bool down = gone || !interface_is_up(a->plan.control, a->interface);
    if (down && !a->now->down)
        lose(a);
    if (!down && a->now->down)
        find_again(a);
    if (gone) {
        xdp_port_count(&a->port, &a->now->before);
        a->now->taken += xdp_port_taken(&a->port);
        a->now->gone = true;
        xdp_port_close(&a->port);
    }
}

/* Waits, and looks now and then. False: it may be there, but we may not. */
static bool look_for_it(struct af_xdp *a, int timeout_ms, struct error *e)
{
    if (!interface_look(a->now->looked_ns, INTERFACE_LOOK_MS, a->stopped, timeout_ms))
        return true;
    a->now->looked_ns = steady_ns();
    bool forbidden = false;
    if (!listen_to_it(a, &forbidden, e))
        return !forbidden;
    find_again(a);
    return true;
}

/* ---- frames ---- */

/* Numbers them, and keeps those that pass the filter; how many. */
static int finish(struct af_xdp *a, struct frame *batch, int n)
{
    uint64_t now = real_ns();
    int kept = 0;
    for (int i = 0; i < n; i++) {
        batch[i].time_ns = now;
        batch[i].frame_no = ++a->frames;
        batch[i].link = LINK_ETHERNET;
        if (a->filter != NULL && !filter_passes(a->filter, &batch[i])) {
            a->now->passed_over++;
            continue;
        }
        batch[kept++] = batch[i];
    }
    return kept;
}

/* Of the first queue that has some. -1: none has; 0: none of them passed the filter. */
static int take_frames(struct af_xdp *a, struct frame *batch, int max)
{
    for (int i = 0; i < a->port.queues; i++) {
        struct xdp_queue *q = a->port.queue[a->turn];
        xdp_queue_give_back(q);
        int n = xdp_queue_take(q, batch, max);
        if (n > 0 && a->now->down)
            find_again(a);
        if (n > 0)
            return finish(a, batch, n);
        a->turn = a->turn + 1 == a->port.queues ? 0 : a->turn + 1;
    }
    return -1;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct af_xdp *a = self;
    if (a->port.index == 0)
        return look_for_it(a, timeout_ms, e) ? 0 : SOURCE_BROKEN;
    int n = take_frames(a, batch, max);
    if (n >= 0)
        return n;
    xdp_port_wait(&a->port, timeout_ms);
    n = take_frames(a, batch, max);
    if (n < 0)
        look_at_interface(a);
    return n < 0 ? 0 : n;
}

static int descriptors(void *self, int *fds, int max)
{
    const struct af_xdp *a = self;
    return xdp_port_descriptors(&a->port, fds, max);
}

/* A frame's time is when it was asked for. */
static uint32_t late_ms(const void *self)
{
    (void)self;
    return 0;
}

static void stop(void *self)
{
    struct af_xdp *a = self;
    a->stopped = true;
    xdp_port_stop(&a->port);
}

static void counts(void *self, struct live_counts *out)
{
    struct af_xdp *a = self;
    *out = a->now->before;
    xdp_port_count(&a->port, out);
    out->interface_drops = card_losses_count(&a->card);
    a->now->card = a->card;
    if (a->now->down)
        out->away_ns += steady_ns() - a->now->lost_ns;
}

static bool shunt_flow(void *self, const struct media_flow *flow)
{
    const struct af_xdp *a = self;
    return a->plan.shunt != NULL && shunt_add(a->plan.shunt, flow);
}

/* ---- read by another process than opened it ---- */

static uint64_t taken(const void *self)
{
    const struct af_xdp *a = self;
    return a->now->taken + xdp_port_taken(&a->port) - a->now->passed_over;
}

static void tend(void *self)
{
    struct af_xdp *a = self;
    if (a->now->gone && a->port.index != 0)
        xdp_port_close(&a->port);
}

static bool resume(void *self, struct error *e)
{
    struct af_xdp *a = self;
    (void)e;
    tend(a);
    a->card.last = a->now->card.last;
    a->card.lost = a->now->card.lost;
    xdp_port_resume(&a->port);
    return true;
}

const struct live_source af_xdp_source = {
    .name = "af_xdp",
    .open = open_af_xdp,
    .next = next,
    .counts = counts,
    .descriptors = descriptors,
    .late_ms = late_ms,
    .stop = stop,
    .shunt = shunt_flow,
    .taken = taken,
    .tend = tend,
    .resume = resume,
    .close = close_af_xdp,
};

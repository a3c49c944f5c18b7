/* Live capture by packet sockets, packet(7): frames are views into a ring shared with the kernel.
 *
 * How it works: a block of the ring stays ours until all its frames were handed out and the next
 * batch is asked for. The kernel hands a block over when it is full, or, looking every retire_ms,
 * when it was not full at two looks; a first frame on a quiet network waits one look.
 *
 * An interface that goes down keeps its socket, and is heard again when it comes up. When it is
 * deleted the socket stays, with its ring and what that holds, and is bound to the interface of the
 * same name as soon as there is one: that takes no capability, and can be done for ever.
 *
 * A socket that shares (PACKET_FANOUT) cannot be bound again: the kernel answers EINVAL, and lets
 * none leave its group but by closing it. It is replaced, after its ring was read to the end, by
 * one of those that lie ready from the start, because opening one takes a capability that the
 * sensor does not keep. When they are used up the source is broken.
 *
 * What a process has to know to read on where another died stands in memory that both share
 * (struct so_far). The other may have written anything there before it died: it is held against
 * what we have. */

/* syscalls(worker): poll, ppoll: for frames. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/interface.h"
#include "capture/live.h"
#include "capture/live_filter.h"
#include "capture/packet_socket.h"
#include "capture/shunt.h"
#include "core/clock.h"
#include "core/secret.h"

enum {
    BLOCK = 1024 * 1024,
    BLOCKS = 64,
    RETIRE_MS = 60,
    SPARES = 32,       /* how often an interface that is shared may be deleted */
    LOOK_MS = 200,     /* how often we look whether it is back */
    COUNT_AT = 1 << 28 /* frames; long before the kernel's counts overflow */
};

struct so_far {
    struct ring_marks ring;
    enum presence presence;
    int spares;         /* that are left */
    int index;          /* of the interface; 0: not listening yet */
    uint32_t link;      /* of it */
    uint64_t lost_ns;   /* since when the interface is not HERE */
    uint64_t looked_ns; /* when we looked for it last */
    struct live_counts counts;
    struct card_losses card;
};

struct af_packet {
    struct so_far *now; /* shared */
    struct packet_plan plan;
    struct packet_socket socket;
    int spare[1 + SPARES]; /* sockets not yet used */
    int spares;
    bool stopped;
    uint64_t frames;
    uint64_t uncounted; /* frames handed out since the kernel was asked for its counts */
    struct card_losses card;
    struct shunt *shunt; /* NULL: none */
};

/* ---- opening ---- */

static bool make_plan(struct packet_plan *plan, const struct live_settings *s, struct error *e)
{
    size_t n = strlen(s->interface);
    if (n == 0 || n >= sizeof plan->interface)
        return fail(e, "is no name of an interface");
    memcpy(plan->interface, s->interface, n);
    plan->ring.block_n = s->block_bytes > 0 ? s->block_bytes : BLOCK;
    plan->ring.blocks = s->blocks > 0 ? s->blocks : BLOCKS;
    plan->ring.retire_ms = s->retire_ms > 0 ? s->retire_ms : RETIRE_MS;
    plan->fanout_id = s->fanout_id;
    plan->fanout_code = s->fanout_code != NULL ? *s->fanout_code : -1;
    plan->shunt = s->shunt != NULL && s->filter == NULL ? shunt_program(s->shunt) : -1;
    return s->filter == NULL || live_filter_compile(s->interface, s->filter, &plan->filter, e);
}

static bool lay_by_sockets(struct af_packet *a, struct error *e)
{
    int n = a->plan.fanout_id != 0 ? 1 + SPARES : 1;
    for (; a->spares < n; a->spares++) {
        a->spare[a->spares] = packet_socket_new(e);
        if (a->spare[a->spares] < 0)
            return false;
    }
    return true;
}

static bool take_spare(struct af_packet *a, struct error *e)
{
    if (a->spares == 0)
        return fail(e, "was deleted more often (%d times) than we have sockets for it", SPARES + 1);
    a->now->index = 0;
    a->now->spares = --a->spares;
    return packet_socket_prepare(&a->socket, a->spare[a->spares], &a->plan, e);
}

static void close_af_packet(void *self)
{
    struct af_packet *a = self;
    packet_socket_close(&a->socket);
    card_losses_close(&a->card);
    for (int i = 0; i < a->spares; i++)
        close(a->spare[i]);
    live_filter_free(&a->plan.filter);
    shared_memory_free(a->now, sizeof *a->now);
    free(a);
}

static bool listen_to_it(struct af_packet *a, struct error *e)
{
    if (!packet_socket_listen(&a->socket, &a->plan, e))
        return false;
    card_losses_watch(&a->card, a->socket.index);
    a->now->index = a->socket.index;
    a->now->link = a->socket.link;
    a->now->card = a->card;
    return true;
}

static void *open_af_packet(const struct live_settings *settings, struct error *e)
{
    struct af_packet *a = calloc(1, sizeof *a);
    if (a == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    a->socket.fd = -1;
    a->now = shared_memory_new(sizeof *a->now);
    if (a->now == NULL) {
        free(a);
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    a->plan.marks = &a->now->ring;
    a->shunt = settings->filter == NULL ? settings->shunt : NULL;
    card_losses_open(&a->card);
    if (make_plan(&a->plan, settings, e) && lay_by_sockets(a, e) && take_spare(a, e) &&
        listen_to_it(a, e))
        return a;
    close_af_packet(a);
    return NULL;
}

/* ---- an interface that comes and goes ---- */

static void lose(struct af_packet *a, enum presence presence)
{
    a->now->presence = presence;
    a->now->lost_ns = a->now->looked_ns = steady_ns();
    a->now->counts.outages++;
}

static void find_again(struct af_packet *a)
{
    a->now->presence = HERE;
    a->now->counts.away_ns += steady_ns() - a->now->lost_ns;
}

static void add_counts(struct af_packet *a)
{
    (void)packet_socket_count(a->socket.fd, &a->now->counts);
    a->uncounted = 0;
}

/* The socket's ring has been read to its end. */
static bool replace_socket(struct af_packet *a, struct error *e)
{
    add_counts(a);
    packet_socket_close(&a->socket);
    return take_spare(a, e);
}

static void look_whether_up(struct af_packet *a)
{
    enum presence presence = packet_socket_presence(&a->socket);
    if (presence == HERE)
        find_again(a);
    else
        a->now->presence = presence;
}

/* False: it is lost for good. */
static bool look_for_it(struct af_packet *a, struct error *e)
{
    bool bound_for_ever = a->plan.fanout_id != 0 && a->socket.index != 0;
    if (bound_for_ever && !replace_socket(a, e))
        return false;
    struct error not_yet;
    if (listen_to_it(a, &not_yet))
        find_again(a);
    return true;
}

/* Waits, and looks every LOOK_MS. Two blocks' time is left to the old ring to be handed over. */
static bool wait_for_return(struct af_packet *a, int timeout_ms, struct error *e)
{
    uint64_t every = a->plan.ring.retire_ms > LOOK_MS / 2 ? 2ULL * a->plan.ring.retire_ms : LOOK_MS;
    uint64_t since = (steady_ns() - a->now->looked_ns) / 1000000;
    if (since < every || a->stopped) {
        int rest = since < every ? (int)(every - since) : LOOK_MS;
        (void)poll(NULL, 0, rest < timeout_ms ? rest : timeout_ms);
        return true;
    }
    a->now->looked_ns = steady_ns();
    if (a->now->presence == GONE)
        return look_for_it(a, e);
    look_whether_up(a);
    return true;
}

/* ---- frames ---- */

/* False: the socket says that something is wrong. */
static bool wait_for_block(struct af_packet *a, int timeout_ms, struct error *e)
{
    struct pollfd p = { .fd = a->socket.fd, .events = POLLIN };
    if (poll(&p, 1, timeout_ms) <= 0 || (p.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0)
        return true;
    int why = 0;
    socklen_t n = sizeof why;
    if (getsockopt(a->socket.fd, SOL_SOCKET, SO_ERROR, &why, &n) != 0)
        return fail(e, "cannot be listened to any more: %s", strerrordesc_np(errno));
    enum presence presence = packet_socket_presence(&a->socket);
    if (presence != HERE || why == ENETDOWN)
        lose(a, presence == GONE ? GONE : DOWN);
    return true;
}

static int take_frames(struct af_packet *a, struct frame *batch, int max)
{
    int n = ring_take(&a->socket.ring, batch, max);
    for (int i = 0; i < n; i++) {
        batch[i].frame_no = ++a->frames;
        batch[i].link = a->socket.link;
    }
    a->uncounted += (uint64_t)n;
    if (a->uncounted >= COUNT_AT)
        add_counts(a);
    return n;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct af_packet *a = self;
    int n = take_frames(a, batch, max);
    if (n > 0)
        return n;
    bool well = a->now->presence == HERE ? wait_for_block(a, timeout_ms, e)
                                         : wait_for_return(a, timeout_ms, e);
    if (!well)
        return SOURCE_BROKEN;
    return take_frames(a, batch, max);
}

static void counts(void *self, struct live_counts *out)
{
    struct af_packet *a = self;
    add_counts(a);
    *out = a->now->counts;
    out->interface_drops = card_losses_count(&a->card);
    a->now->card = a->card;
    if (a->now->presence != HERE)
        out->away_ns += steady_ns() - a->now->lost_ns;
}

/* Away, its socket would say so at once for ever. */
static int descriptors(void *self, int *fds, int max)
{
    const struct af_packet *a = self;
    if (a->now->presence != HERE || max < 1)
        return 0;
    fds[0] = a->socket.fd;
    return 1;
}

static uint32_t late_ms(const void *self)
{
    const struct af_packet *a = self;
    return 2 * a->plan.ring.retire_ms;
}

static void stop(void *self)
{
    struct af_packet *a = self;
    a->stopped = true;
    (void)packet_socket_deafen(a->socket.fd);
}

static bool shunt_flow(void *self, const struct media_flow *flow)
{
    struct af_packet *a = self;
    return a->shunt != NULL && a->socket.link == LINK_ETHERNET && shunt_add(a->shunt, flow);
}

/* ---- read by another process than opened it ---- */

static uint64_t taken(const void *self)
{
    const struct af_packet *a = self;
    return ring_taken(&a->now->ring);
}

/* Closes what was replaced meanwhile: as long as anybody has it open its group cannot be joined
 * anew. */
static void tend(void *self)
{
    struct af_packet *a = self;
    int left = a->now->spares;
    while (left >= 0 && a->spares > left) {
        packet_socket_close(&a->socket);
        a->socket = (struct packet_socket){ .fd = a->spare[--a->spares] };
    }
}

static bool resume(void *self, struct error *e)
{
    struct af_packet *a = self;
    struct so_far *now = a->now;
    tend(a);
    if (now->presence != HERE && now->presence != DOWN)
        now->presence = GONE;
    if (a->socket.ring.map == NULL && !packet_socket_join(&a->socket, a->socket.fd, &a->plan, e))
        return false;
    a->socket.index = now->index;
    a->socket.link = now->link;
    a->card.index = now->index;
    a->card.last = now->card.last;
    a->card.lost = now->card.lost;
    ring_resume(&a->socket.ring);
    return true;
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

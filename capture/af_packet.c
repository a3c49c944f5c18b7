/* Live capture by packet sockets, packet(7): frames are views into a ring shared with the kernel.
 *
 * How it works: a block of the ring stays ours until all its frames were handed out and the next
 * batch is asked for. An interface that goes down keeps its socket. One that is deleted takes its
 * socket with it: what the ring still holds is handed out, then another socket takes its place. Such
 * sockets lie ready from the start, because opening one takes a capability that the sensor does not
 * keep. */

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "capture/live.h"
#include "capture/live_filter.h"
#include "capture/packet_socket.h"

enum {
    BLOCK = 1024 * 1024,
    BLOCKS = 64,
    RETIRE_MS = 60,
    SPARES = 16,  /* how often an interface may be deleted */
    LOOK_MS = 200 /* how often we look whether it is back */
};

struct af_packet {
    struct packet_plan plan;
    struct packet_socket socket;
    int spare[SPARES];
    int spares;
    enum presence presence;
    uint64_t lost_ns;   /* since when the interface is not HERE */
    uint64_t looked_ns; /* when we looked for it last */
    uint64_t frames;
    struct live_counts counts;
    struct shunt *shunt;
};

static uint64_t clock_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* ---- opening ---- */

static bool make_plan(struct packet_plan *plan, const struct live_settings *s, struct error *e)
{
    size_t n = strlen(s->interface);
    if (n == 0 || n >= sizeof plan->interface)
        return fail(e, "is no name of an interface");
    memcpy(plan->interface, s->interface, n);
    plan->block_n = s->block_bytes > 0 ? s->block_bytes : BLOCK;
    plan->blocks = s->blocks > 0 ? s->blocks : BLOCKS;
    plan->retire_ms = s->retire_ms > 0 ? s->retire_ms : RETIRE_MS;
    plan->fanout_id = s->fanout_id;
    plan->fanout_code = s->fanout_code != NULL ? *s->fanout_code : -1;
    plan->shunt = -1;
    return s->filter == NULL || live_filter_compile(s->interface, s->filter, &plan->filter, e);
}

static bool lay_by_spares(struct af_packet *a, struct error *e)
{
    for (; a->spares < SPARES; a->spares++) {
        a->spare[a->spares] = packet_socket_new(e);
        if (a->spare[a->spares] < 0)
            return false;
    }
    return true;
}

static bool take_spare(struct af_packet *a, struct error *e)
{
    if (a->spares == 0)
        return fail(e, "was deleted more often (%d times) than we have sockets for it", SPARES);
    return packet_socket_prepare(&a->socket, a->spare[--a->spares], &a->plan, e);
}

static void close_af_packet(void *self)
{
    struct af_packet *a = self;
    packet_socket_close(&a->socket);
    for (int i = 0; i < a->spares; i++)
        close(a->spare[i]);
    live_filter_free(&a->plan.filter);
    free(a);
}

static void *open_af_packet(const struct live_settings *settings, struct error *e)
{
    struct af_packet *a = calloc(1, sizeof *a);
    if (a == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    a->socket.fd = -1;
    if (make_plan(&a->plan, settings, e) && lay_by_spares(a, e) && take_spare(a, e) &&
        packet_socket_listen(&a->socket, &a->plan, e))
        return a;
    close_af_packet(a);
    return NULL;
}

/* ---- an interface that comes and goes ---- */

static void lose(struct af_packet *a, enum presence presence)
{
    a->presence = presence;
    a->lost_ns = a->looked_ns = clock_ns();
    a->counts.outages++;
}

static void find_again(struct af_packet *a)
{
    a->presence = HERE;
    a->counts.away_ns += clock_ns() - a->lost_ns;
}

/* The socket's ring has been read to its end. */
static bool replace_socket(struct af_packet *a, struct error *e)
{
    packet_socket_count(&a->socket, &a->counts.received, &a->counts.dropped);
    packet_socket_close(&a->socket);
    return take_spare(a, e);
}

/* False: it is lost for good. */
static bool look_again(struct af_packet *a, struct error *e)
{
    struct error why;
    if (a->presence == DOWN)
        a->presence = packet_socket_presence(&a->socket) == GONE ? GONE : DOWN;
    if (a->presence == DOWN) {
        if (packet_socket_presence(&a->socket) == HERE)
            find_again(a);
        return true;
    }
    bool replaced = a->socket.index == 0;
    if (!replaced && !replace_socket(a, e))
        return false;
    if (packet_socket_listen(&a->socket, &a->plan, &why))
        find_again(a);
    return true;
}

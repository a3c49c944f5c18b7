/* syscalls(worker): poll, ppoll: for frames. */
#include "capture/packet_port.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/live_filter.h"
#include "capture/shunt.h"
#include "core/clock.h"
#include "core/secret.h"

enum { BLOCK = 1024 * 1024, BLOCKS = 64, RETIRE_MS = 60 };

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

static bool lay_by_sockets(struct packet_port *p, struct error *e)
{
    int n = p->plan.fanout_id != 0 ? 1 + PACKET_SPARES : 1;
    for (; p->spares < n; p->spares++) {
        p->spare[p->spares] = packet_socket_new(e);
        if (p->spare[p->spares] < 0)
            return false;
    }
    return true;
}

static bool take_spare(struct packet_port *p, struct error *e)
{
    if (p->spares == 0)
        return fail(e, "was deleted more often (%d times) than we have sockets for it",
                    PACKET_SPARES + 1);
    p->now->index = 0;
    p->now->spares = --p->spares;
    return packet_socket_prepare(&p->socket, p->spare[p->spares], &p->plan, e);
}

static bool listen_to_it(struct packet_port *p, struct error *e)
{
    if (!packet_socket_listen(&p->socket, &p->plan, e))
        return false;
    card_losses_watch(&p->card, p->socket.index);
    p->now->index = p->socket.index;
    p->now->link = p->socket.link;
    p->now->card = p->card;
    return true;
}

void packet_port_close(struct packet_port *p)
{
    packet_socket_close(&p->socket);
    card_losses_close(&p->card);
    for (int i = 0; i < p->spares; i++)
        close(p->spare[i]);
    live_filter_free(&p->plan.filter);
    shared_memory_free(p->now, sizeof *p->now);
}

bool packet_port_open(struct packet_port *p, const struct live_settings *settings, struct error *e)
{
    *p = (struct packet_port){ .socket.fd = -1, .now = shared_memory_new(sizeof *p->now) };
    if (p->now == NULL)
        return fail(e, "cannot be listened to: no memory");
    p->plan.marks = &p->now->ring;
    card_losses_open(&p->card);
    if (make_plan(&p->plan, settings, e) && lay_by_sockets(p, e) && take_spare(p, e) &&
        listen_to_it(p, e))
        return true;
    packet_port_close(p);
    return false;
}

/* ---- an interface that comes and goes ---- */

static void lose(struct packet_port *p, enum presence presence)
{
    p->now->presence = presence;
    p->now->lost_ns = p->now->looked_ns = steady_ns();
    p->now->counts.outages++;
}

static void find_again(struct packet_port *p)
{
    p->now->presence = HERE;
    p->now->counts.away_ns += steady_ns() - p->now->lost_ns;
}

void packet_port_add_counts(struct packet_port *p)
{
    (void)packet_socket_count(p->socket.fd, &p->now->counts);
}

/* The socket's ring has been read to its end. */
static bool replace_socket(struct packet_port *p, struct error *e)
{
    packet_port_add_counts(p);
    packet_socket_close(&p->socket);
    return take_spare(p, e);
}

static void look_whether_up(struct packet_port *p)
{
    enum presence presence = packet_socket_presence(&p->socket);
    if (presence == HERE)
        find_again(p);
    else
        p->now->presence = presence;
}

/* False: it is lost for good. */
static bool look_for_it(struct packet_port *p, struct error *e)
{
    bool bound_for_ever = p->plan.fanout_id != 0 && p->socket.index != 0;
    if (bound_for_ever && !replace_socket(p, e))
        return false;
    struct error not_yet;
    if (listen_to_it(p, &not_yet))
        find_again(p);
    return true;
}

/* Waits, and looks now and then. Two blocks' time is left to the old ring to be handed over. */
static bool wait_for_return(struct packet_port *p, int timeout_ms, struct error *e)
{
    uint32_t rest = 2 * p->plan.ring.retire_ms;
    uint64_t every = rest > INTERFACE_LOOK_MS ? rest : INTERFACE_LOOK_MS;
    if (!interface_look(p->now->looked_ns, every, p->stopped, timeout_ms))
        return true;
    p->now->looked_ns = steady_ns();
    if (p->now->presence == GONE)
        return look_for_it(p, e);
    look_whether_up(p);
    return true;
}

/* False: the socket says that something is wrong. */
static bool wait_for_block(struct packet_port *p, int timeout_ms, struct error *e)
{
    struct pollfd want = { .fd = p->socket.fd, .events = POLLIN };
    if (poll(&want, 1, timeout_ms) <= 0 || (want.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0)
        return true;
    int why = 0;
    socklen_t n = sizeof why;
    if (getsockopt(p->socket.fd, SOL_SOCKET, SO_ERROR, &why, &n) != 0)
        return fail(e, "cannot be listened to any more: %s", strerrordesc_np(errno));
    enum presence presence = packet_socket_presence(&p->socket);
    if (presence != HERE || why == ENETDOWN)
        lose(p, presence == GONE ? GONE : DOWN);
    return true;
}

bool packet_port_wait(struct packet_port *p, int timeout_ms, struct error *e)
{
    return p->now->presence == HERE ? wait_for_block(p, timeout_ms, e)
                                    : wait_for_return(p, timeout_ms, e);
}

void packet_port_stop(struct packet_port *p)
{
    p->stopped = true;
    (void)packet_socket_deafen(p->socket.fd);
}

void packet_port_counts(struct packet_port *p, struct live_counts *counts)
{
    packet_port_add_counts(p);
    *counts = p->now->counts;
    counts->interface_drops = card_losses_count(&p->card);
    p->now->card = p->card;
    if (p->now->presence != HERE)
        counts->away_ns += steady_ns() - p->now->lost_ns;
}

/* ---- read by another process than opened it ---- */

/* Closes what was replaced meanwhile: as long as anybody has it open its group cannot be joined
 * anew. */
void packet_port_tend(struct packet_port *p)
{
    int left = __atomic_load_n(&p->now->spares, __ATOMIC_RELAXED); /* a worker may write there */
    while (left >= 0 && p->spares > left) {
        packet_socket_close(&p->socket);
        p->socket = (struct packet_socket){ .fd = p->spare[--p->spares] };
    }
}

bool packet_port_resume(struct packet_port *p, struct error *e)
{
    struct packet_port_state *now = p->now;
    packet_port_tend(p);
    if (now->presence != HERE && now->presence != DOWN)
        now->presence = GONE;
    if (p->socket.ring.map == NULL && !packet_socket_join(&p->socket, p->socket.fd, &p->plan, e))
        return false;
    p->socket.index = now->index;
    p->socket.link = now->link;
    p->card.index = now->index;
    p->card.last = now->card.last;
    p->card.lost = now->card.lost;
    ring_resume(&p->socket.ring);
    return true;
}

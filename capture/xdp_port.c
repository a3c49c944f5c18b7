#include "capture/xdp_port.h"

#include <errno.h>
#include <poll.h>

#include <af_xdp.skel.h>

#include "capture/bpf_error.h"
#include "capture/interface.h"
#include "capture/shunt.h"

/* After the first frame, so that others join it: waking up for each costs more than reading it. As
 * long as memory lasts, at 1.6 million frames a second. */
enum { GATHER_MS = 10, FRAMES_A_MS = 1600 };

static int gather_ms(const struct xdp_port *p)
{
    uint32_t lasts = p->queues > 0 ? xdp_queue_room(p->queue[0]) / FRAMES_A_MS : 0;
    return lasts < GATHER_MS ? (int)lasts : GATHER_MS;
}

/* The program counts into the shunt's maps, by its settings. */
static int share_shunt(struct af_xdp_bpf *code, const struct shunt *shunt)
{
    struct shunt_parts parts = shunt_parts(shunt);
    code->rodata->every_packets = parts.every_packets;
    code->rodata->look_packets = parts.look_packets;
    code->rodata->every_ns = parts.every_ns;
    int status = bpf_map__reuse_fd(code->maps.flows, parts.flows);
    return status == 0 ? bpf_map__reuse_fd(code->maps.total, parts.total) : status;
}

/* 0, or a negative number of errno.h. */
static int load_code(struct xdp_port *p, const struct shunt *shunt)
{
    bpf_be_quiet();
    p->code = af_xdp_bpf__open();
    if (p->code == NULL)
        return -errno;
    int status = shunt != NULL ? share_shunt(p->code, shunt) : 0;
    return status == 0 ? af_xdp_bpf__load(p->code) : status;
}

static bool open_queues(struct xdp_port *p, const struct xdp_plan *plan, struct error *e)
{
    uint32_t n = interface_queues(plan->control, plan->interface);
    if (n > XDP_QUEUES_MAX)
        return fail(e, "has %u receive queues; AF_XDP is used with at most %d", n, XDP_QUEUES_MAX);
    int sockets = bpf_map__fd(p->code->maps.sockets);
    for (uint32_t i = 0; i < n; i++) {
        p->queue[i] = xdp_queue_new(plan->interface, i, plan->memory / n, sockets, e);
        if (p->queue[i] == NULL)
            return false;
        p->queues++;
    }
    return true;
}

/* In the driver where it can, else in the kernel's general part. 0, or as above. */
static int attach(struct xdp_port *p)
{
    p->link = bpf_program__attach_xdp(p->code->progs.hand_on, p->index);
    return p->link != NULL ? 0 : -errno;
}

static bool refuse(int status, bool *forbidden, struct error *e)
{
    *forbidden = status == -EPERM || status == -EACCES;
    return bpf_fail(e, "cannot be listened to by AF_XDP", -status);
}

static bool open_parts(struct xdp_port *p, const struct xdp_plan *plan, bool *forbidden,
                       struct error *e)
{
    p->index = interface_index(plan->control, plan->interface);
    if (p->index == 0)
        return fail(e, "is not there");
    if (!interface_is_up(plan->control, plan->interface))
        return fail(e, "is down");
    int status = load_code(p, plan->shunt);
    if (status != 0)
        return refuse(status, forbidden, e);
    if (!open_queues(p, plan, e))
        return false;
    status = attach(p);
    return status == 0 || refuse(status, forbidden, e);
}

bool xdp_port_open(struct xdp_port *p, const struct xdp_plan *plan, bool *forbidden,
                   struct error *e)
{
    *p = (struct xdp_port){ 0 };
    *forbidden = false;
    if (open_parts(p, plan, forbidden, e))
        return true;
    xdp_port_close(p);
    return false;
}

void xdp_port_close(struct xdp_port *p)
{
    if (p->link != NULL)
        (void)bpf_link__destroy(p->link);
    for (int i = 0; i < p->queues; i++)
        xdp_queue_free(p->queue[i]);
    af_xdp_bpf__destroy(p->code);
    *p = (struct xdp_port){ 0 };
}

void xdp_port_wait(const struct xdp_port *p, int timeout_ms)
{
    struct pollfd fds[XDP_QUEUES_MAX];
    for (int i = 0; i < p->queues; i++)
        fds[i] = (struct pollfd){ .fd = xdp_queue_fd(p->queue[i]), .events = POLLIN };
    if (poll(fds, (nfds_t)p->queues, timeout_ms) > 0)
        (void)poll(NULL, 0, gather_ms(p));
}

int xdp_port_descriptors(const struct xdp_port *p, int *fds, int max)
{
    if (p->queues > max)
        return 0;
    for (int i = 0; i < p->queues; i++)
        fds[i] = xdp_queue_fd(p->queue[i]);
    return p->queues;
}

/* The program stays until the end: to take it away makes some drivers forget what they hold. */
void xdp_port_stop(struct xdp_port *p)
{
    for (uint32_t i = 0; i < (uint32_t)p->queues; i++)
        (void)bpf_map__delete_elem(p->code->maps.sockets, &i, sizeof i, 0);
}

void xdp_port_count(const struct xdp_port *p, struct live_counts *counts)
{
    for (int i = 0; i < p->queues; i++)
        xdp_queue_count(p->queue[i], counts);
}

uint64_t xdp_port_taken(const struct xdp_port *p)
{
    uint64_t all = 0;
    for (int i = 0; i < p->queues; i++)
        all += xdp_queue_taken(p->queue[i]);
    return all;
}

void xdp_port_resume(struct xdp_port *p)
{
    for (int i = 0; i < p->queues; i++)
        xdp_queue_resume(p->queue[i]);
}

/* Live capture by libpcap: the fallback, for what packet sockets cannot read themselves. libpcap
 * keeps only the last frame, so each is copied. */

/* syscalls(worker): poll, ppoll: libpcap: frames. */
#include <poll.h>
#include <stdlib.h>

#include "capture/pcap_port.h"
#include "core/secret.h"

enum { ROOM = 1 << 20, COUNT_AT = 1 << 28 /* frames; long before libpcap's counts overflow */ };

struct pcap_live {
    struct pcap_port port;
    uint64_t uncounted; /* frames handed out since libpcap was asked for its counts */
    uint8_t *room;      /* a batch's bytes */
};

static void *open_pcap(const struct live_settings *settings, struct error *e)
{
    struct pcap_live *l = calloc(1, sizeof *l);
    uint8_t *room = wire_memory_new(ROOM);
    if (l == NULL || room == NULL)
        fail(e, "cannot be listened to: no memory");
    else if (pcap_port_open(&l->port, settings, e)) {
        l->room = room;
        return l;
    }
    wire_memory_free(room, ROOM);
    free(l);
    return NULL;
}

static void close_pcap(void *self)
{
    struct pcap_live *l = self;
    pcap_port_close(&l->port);
    wire_memory_free(l->room, ROOM);
    free(l);
}

static void counts(void *self, struct live_counts *out)
{
    struct pcap_live *l = self;
    pcap_port_counts(&l->port, out);
    l->uncounted = 0;
}

/* ---- frames ---- */

static void keep(struct pcap_live *l, const struct pcap_pkthdr *header, const uint8_t *to,
                 struct frame *f)
{
    f->time_ns = (uint64_t)header->ts.tv_sec * 1000000000 + (uint64_t)header->ts.tv_usec;
    f->frame_no = ++l->port.now->frames;
    l->uncounted++;
    f->wire_n = header->len > header->caplen ? header->len : header->caplen;
    f->link = l->port.link;
    f->bytes = (struct bytes){ to, header->caplen };
}

struct copy {
    uint8_t *to;
    struct pcap_pkthdr header;
};

/* Fits pcap_handler. */
static void copy_frame(u_char *self, const struct pcap_pkthdr *header, const u_char *bytes)
{
    void *p = self;
    struct copy *c = p;
    c->header = *header;
    memcpy(c->to, bytes, header->caplen);
}

/* One at a time, and not by pcap_next_ex(): that keeps a copy of its own, which a core would hold.
 * What is there now; `last` is libpcap's last answer. */
static int gather(struct pcap_live *l, struct frame *batch, int max, int *last)
{
    int n = 0;
    size_t used = 0;
    *last = 1;
    while (n < max && ROOM - used >= PCAP_SNAP_MAX) {
        struct copy c = { .to = l->room + used };
        void *self = &c;
        *last = pcap_dispatch(l->port.pcap, 1, copy_frame, self);
        if (*last != 1)
            return n;
        keep(l, &c.header, c.to, &batch[n++]);
        used += c.header.caplen;
    }
    if (l->uncounted >= COUNT_AT) {
        pcap_port_add_counts(&l->port);
        l->uncounted = 0;
    }
    return n;
}

static void wait_for_frames(const struct pcap_live *l, int timeout_ms)
{
    struct pollfd p = { .fd = pcap_get_selectable_fd(l->port.pcap), .events = POLLIN };
    (void)poll(&p, 1, timeout_ms);
}

/* Its last block was not full: libpcap hands it out a little later, between its complaints. */
static int read_the_rest(struct pcap_live *l, struct frame *batch, int max, int timeout_ms)
{
    int last = 0;
    int n = gather(l, batch, max, &last);
    if (n > 0)
        return n;
    bool late = interface_look(l->port.lost_ns, 2ULL * l->port.retire_ms, false, timeout_ms);
    n = gather(l, batch, max, &last);
    if (n == 0 && late)
        pcap_port_let_go(&l->port);
    return n;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct pcap_live *l = self;
    int last = 0;
    if (l->port.pcap == NULL)
        return pcap_port_find_again(&l->port, timeout_ms, e) ? 0 : SOURCE_BROKEN;
    if (l->port.ending)
        return read_the_rest(l, batch, max, timeout_ms);
    int n = gather(l, batch, max, &last);
    if (n == 0 && last == 0) {
        wait_for_frames(l, timeout_ms);
        n = gather(l, batch, max, &last);
    }
    if (n == 0 && last < 0)
        pcap_port_lose(&l->port);
    return n;
}

static int descriptors(void *self, int *fds, int max)
{
    const struct pcap_live *l = self;
    if (l->port.pcap == NULL || l->port.ending || max < 1)
        return 0;
    fds[0] = pcap_get_selectable_fd(l->port.pcap);
    return fds[0] >= 0 ? 1 : 0;
}

static uint32_t late_ms(const void *self)
{
    const struct pcap_live *l = self;
    return 2 * l->port.retire_ms;
}

static void stop(void *self)
{
    struct pcap_live *l = self;
    pcap_port_stop(&l->port);
}

static bool shunt_flow(void *self, const struct media_flow *flow)
{
    (void)self;
    (void)flow;
    return false;
}

/* ---- read by another process than opened it ---- */

static uint64_t taken(const void *self)
{
    const struct pcap_live *l = self;
    return l->port.now->frames;
}

static void tend(void *self)
{
    (void)self;
}

/* Where it stands in its ring only the libpcap of the process knows that has read there; and to
 * open it anew takes what we have given away. */
static bool resume(void *self, struct error *e)
{
    struct pcap_live *l = self;
    if (l->port.now->begun)
        return fail(e, "cannot be read on by libpcap after a worker fell: the sensor has to be "
                       "started again");
    l->port.now->begun = true;
    return true;
}

const struct live_source pcap_live_source = {
    .name = "pcap",
    .open = open_pcap,
    .next = next,
    .counts = counts,
    .descriptors = descriptors,
    .late_ms = late_ms,
    .stop = stop,
    .shunt = shunt_flow,
    .taken = taken,
    .tend = tend,
    .resume = resume,
    .close = close_pcap,
};

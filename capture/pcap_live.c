/* Live capture by libpcap: the fallback, for what packet sockets cannot read themselves. libpcap
 * keeps only the last frame, so each is copied. */

/* syscalls(worker): poll, ppoll, getsockopt: libpcap: frames, and what was lost. */
/* syscalls(worker): setsockopt, ioctl: libpcap: frames, and what was lost. */
#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/interface.h"
#include "capture/live.h"
#include "capture/packet_socket.h"
#include "core/clock.h"
#include "core/secret.h"

enum {
    SNAP_MAX = 262144,
    ROOM = 1 << 20,
    BUFFER = 64 * 1024 * 1024,
    RETIRE_MS = 100,
    LOOK_MS = 200,     /* how often we look whether an interface is back */
    COUNT_AT = 1 << 28 /* frames; long before libpcap's counts overflow */
};

/* What another process has to know if this one dies. */
struct so_far {
    uint64_t frames;
    struct live_counts counts;
    bool begun;
};

struct pcap_live {
    struct so_far *now; /* shared */
    char *interface;
    char *filter; /* NULL: everything */
    int buffer_n;
    uint32_t retire_ms;
    int control;  /* a socket, for questions about the interface */
    pcap_t *pcap; /* NULL: the interface is away */
    bool ending;  /* it is away, and what libpcap holds is still read */
    bool stopped;
    bool forbidden; /* to listen at it */
    uint32_t link;
    uint64_t uncounted; /* frames handed out since libpcap was asked for its counts */
    uint64_t lost_ns;   /* since when the interface is away */
    uint64_t looked_ns;
    struct card_losses card;
    struct pcap_stat before; /* what libpcap had counted when it was asked last */
    uint8_t *room;           /* a batch's bytes */
};

/* ---- opening ---- */

static bool set_filter(pcap_t *pcap, const char *expression, struct error *e)
{
    struct bpf_program code;
    if (pcap_compile(pcap, &code, expression, 1, PCAP_NETMASK_UNKNOWN) != 0)
        return fail(e, "cannot be filtered by \"%s\": %s", expression, pcap_geterr(pcap));
    bool done = pcap_setfilter(pcap, &code) == 0;
    pcap_freecode(&code);
    return done || fail(e, "cannot be filtered: %s", pcap_geterr(pcap));
}

static bool activate(struct pcap_live *l, pcap_t *pcap, struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    (void)pcap_set_snaplen(pcap, SNAP_MAX);
    (void)pcap_set_promisc(pcap, 1);
    (void)pcap_set_timeout(pcap, (int)l->retire_ms);
    (void)pcap_set_buffer_size(pcap, l->buffer_n);
    (void)pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    int status = pcap_activate(pcap);
    l->forbidden = status == PCAP_ERROR_PERM_DENIED;
    if (status < 0)
        return fail(e, "cannot be listened to: %s (%s)", pcap_statustostr(status),
                    pcap_geterr(pcap));
    if (pcap_setnonblock(pcap, 1, why) != 0)
        return fail(e, "cannot be listened to: %s", why);
    return l->filter == NULL || set_filter(pcap, l->filter, e);
}

static bool begin(struct pcap_live *l, struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(l->interface, why);
    if (pcap == NULL)
        return fail(e, "cannot be listened to: %s", why);
    if (!activate(l, pcap, e)) {
        pcap_close(pcap);
        return false;
    }
    int link = pcap_datalink(pcap);
    l->pcap = pcap;
    l->link = link == DLT_RAW ? LINK_RAW : (uint32_t)link;
    l->before = (struct pcap_stat){ 0 };
    l->ending = false;
    card_losses_watch(&l->card, interface_index(l->control, l->interface));
    return true;
}

static void close_pcap(void *self)
{
    struct pcap_live *l = self;
    if (l->pcap != NULL)
        pcap_close(l->pcap);
    card_losses_close(&l->card);
    if (l->control >= 0)
        close(l->control);
    free(l->interface);
    free(l->filter);
    wire_memory_free(l->room, ROOM);
    shared_memory_free(l->now, sizeof *l->now);
    free(l);
}

static bool keep_settings(struct pcap_live *l, const struct live_settings *s, struct error *e)
{
    if (s->fanout_id != 0)
        return fail(e, "cannot be shared between workers by libpcap");
    uint64_t ring = (uint64_t)s->block_bytes * s->blocks;
    l->buffer_n = ring > 0 && ring < INT32_MAX ? (int)ring : BUFFER;
    l->retire_ms = s->retire_ms > 0 ? s->retire_ms : RETIRE_MS;
    l->control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    l->interface = strdup(s->interface);
    l->filter = s->filter != NULL ? strdup(s->filter) : NULL;
    l->room = wire_memory_new(ROOM);
    if (l->interface == NULL || l->room == NULL || (s->filter != NULL && l->filter == NULL))
        return fail(e, "cannot be listened to: no memory");
    return true;
}

static void *open_pcap(const struct live_settings *settings, struct error *e)
{
    struct pcap_live *l = calloc(1, sizeof *l);
    if (l == NULL) {
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    l->control = -1;
    l->now = shared_memory_new(sizeof *l->now);
    if (l->now == NULL) {
        free(l);
        fail(e, "cannot be listened to: no memory");
        return NULL;
    }
    card_losses_open(&l->card);
    if (keep_settings(l, settings, e) && begin(l, e))
        return l;
    close_pcap(l);
    return NULL;
}

/* ---- counting, coming and going ---- */

/* Not by libpcap where it uses a packet socket: it would read files for it. */
static void add_counts(struct pcap_live *l)
{
    struct pcap_stat now;
    if (l->pcap == NULL)
        return;
    if (packet_socket_count(pcap_fileno(l->pcap), &l->now->counts)) {
        l->uncounted = 0;
        return;
    }
    if (pcap_stats(l->pcap, &now) != 0)
        return;
    uint32_t arrived = now.ps_recv - l->before.ps_recv; /* on Linux with what was dropped */
    uint32_t dropped = now.ps_drop - l->before.ps_drop;
    l->now->counts.received += arrived - dropped;
    l->now->counts.ring_full += dropped;
    l->before = now;
    l->uncounted = 0;
}

static void counts(void *self, struct live_counts *out)
{
    struct pcap_live *l = self;
    add_counts(l);
    *out = l->now->counts;
    out->interface_drops = card_losses_count(&l->card);
    if (l->pcap == NULL || l->ending)
        out->away_ns += steady_ns() - l->lost_ns;
}

static void lose(struct pcap_live *l)
{
    l->ending = true;
    l->lost_ns = l->looked_ns = steady_ns();
    l->now->counts.outages++;
}

/* What libpcap holds was read. A frame that it counted and did not hand out is lost. */
static void let_go(struct pcap_live *l)
{
    add_counts(l);
    if (l->filter == NULL && l->now->counts.received > l->now->frames) {
        l->now->counts.kernel_drops += l->now->counts.received - l->now->frames;
        l->now->counts.received = l->now->frames;
    }
    pcap_close(l->pcap);
    l->pcap = NULL;
}

static void pause_until(uint64_t since_ns, uint64_t ms, int timeout_ms)
{
    uint64_t since = (steady_ns() - since_ns) / 1000000;
    int rest = since < ms ? (int)(ms - since) : LOOK_MS;
    (void)poll(NULL, 0, rest < timeout_ms ? rest : timeout_ms);
}

/* Waits, and looks every LOOK_MS. False: it may be there, but we may not. */
static bool find_again(struct pcap_live *l, int timeout_ms, struct error *e)
{
    if (l->stopped || steady_ns() - l->looked_ns < LOOK_MS * 1000000ULL) {
        pause_until(l->looked_ns, LOOK_MS, timeout_ms);
        return true;
    }
    l->looked_ns = steady_ns();
    if (begin(l, e))
        l->now->counts.away_ns += steady_ns() - l->lost_ns;
    return l->pcap != NULL || !l->forbidden;
}

/* ---- frames ---- */

static void keep(struct pcap_live *l, const struct pcap_pkthdr *header, const uint8_t *to,
                 struct frame *f)
{
    f->time_ns = (uint64_t)header->ts.tv_sec * 1000000000 + (uint64_t)header->ts.tv_usec;
    f->frame_no = ++l->now->frames;
    l->uncounted++;
    f->wire_n = header->len > header->caplen ? header->len : header->caplen;
    f->link = l->link;
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
    while (n < max && ROOM - used >= SNAP_MAX) {
        struct copy c = { .to = l->room + used };
        void *self = &c;
        *last = pcap_dispatch(l->pcap, 1, copy_frame, self);
        if (*last != 1)
            return n;
        keep(l, &c.header, c.to, &batch[n++]);
        used += c.header.caplen;
    }
    if (l->uncounted >= COUNT_AT)
        add_counts(l);
    return n;
}

static void wait_for_frames(const struct pcap_live *l, int timeout_ms)
{
    struct pollfd p = { .fd = pcap_get_selectable_fd(l->pcap), .events = POLLIN };
    (void)poll(&p, 1, timeout_ms);
}

/* Its last block was not full: libpcap hands it out a little later, between its complaints. */
static int read_the_rest(struct pcap_live *l, struct frame *batch, int max, int timeout_ms)
{
    int last = 0;
    uint64_t late = 2ULL * l->retire_ms;
    int n = gather(l, batch, max, &last);
    if (n > 0)
        return n;
    pause_until(l->lost_ns, late, timeout_ms);
    n = gather(l, batch, max, &last);
    if (n == 0 && steady_ns() - l->lost_ns >= late * 1000000)
        let_go(l);
    return n;
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct pcap_live *l = self;
    int last = 0;
    if (l->pcap == NULL)
        return find_again(l, timeout_ms, e) ? 0 : SOURCE_BROKEN;
    if (l->ending)
        return read_the_rest(l, batch, max, timeout_ms);
    int n = gather(l, batch, max, &last);
    if (n == 0 && last == 0) {
        wait_for_frames(l, timeout_ms);
        n = gather(l, batch, max, &last);
    }
    if (n == 0 && last < 0)
        lose(l);
    return n;
}

static int descriptors(void *self, int *fds, int max)
{
    const struct pcap_live *l = self;
    if (l->pcap == NULL || l->ending || max < 1)
        return 0;
    fds[0] = pcap_get_selectable_fd(l->pcap);
    return fds[0] >= 0 ? 1 : 0;
}

static uint32_t late_ms(const void *self)
{
    const struct pcap_live *l = self;
    return 2 * l->retire_ms;
}

/* libpcap's own way to take another filter would let it pass over what it already holds. */
static void stop(void *self)
{
    struct pcap_live *l = self;
    l->stopped = true;
    if (l->pcap != NULL)
        (void)packet_socket_deafen(pcap_fileno(l->pcap));
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
    return l->now->frames;
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
    if (l->now->begun)
        return fail(e, "cannot be read on by libpcap after a worker fell: the sensor has to be "
                       "started again");
    l->now->begun = true;
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

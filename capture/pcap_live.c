/* Live capture by libpcap: the fallback, for what packet sockets cannot read themselves. libpcap
 * keeps only the last frame, so each is copied. */

#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>

#include "capture/interface.h"
#include "capture/live.h"

enum {
    SNAP_MAX = 262144,
    ROOM = 1 << 20,
    BUFFER = 64 * 1024 * 1024,
    TIMEOUT_MS = 100,
    LOOK_MS = 200 /* how often we look whether an interface is back */
};

struct pcap_live {
    char *interface;
    char *filter; /* NULL: everything */
    int buffer_n;
    pcap_t *pcap;   /* NULL: the interface is away */
    bool forbidden; /* to listen at it */
    uint32_t link;
    uint64_t frames;
    uint64_t lost_ns; /* since when the interface is away */
    struct live_counts counts;
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
    (void)pcap_set_timeout(pcap, TIMEOUT_MS);
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
    return true;
}

static void close_pcap(void *self)
{
    struct pcap_live *l = self;
    if (l->pcap != NULL)
        pcap_close(l->pcap);
    free(l->interface);
    free(l->filter);
    free(l->room);
    free(l);
}

static bool keep_settings(struct pcap_live *l, const struct live_settings *s, struct error *e)
{
    if (s->fanout_id != 0)
        return fail(e, "cannot be shared between workers by libpcap");
    uint64_t ring = (uint64_t)s->block_bytes * s->blocks;
    l->buffer_n = ring > 0 && ring < INT32_MAX ? (int)ring : BUFFER;
    l->interface = strdup(s->interface);
    l->filter = s->filter != NULL ? strdup(s->filter) : NULL;
    l->room = malloc(ROOM);
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
    if (keep_settings(l, settings, e) && begin(l, e))
        return l;
    close_pcap(l);
    return NULL;
}

/* ---- counting, coming and going ---- */

static void add_counts(struct pcap_live *l)
{
    struct pcap_stat now;
    if (l->pcap == NULL || pcap_stats(l->pcap, &now) != 0)
        return;
    uint32_t arrived = now.ps_recv - l->before.ps_recv; /* on Linux with what was dropped */
    uint32_t dropped = now.ps_drop - l->before.ps_drop;
    l->counts.received += arrived - dropped;
    l->counts.dropped += dropped;
    l->before = now;
}

static void counts(void *self, struct live_counts *out)
{
    struct pcap_live *l = self;
    add_counts(l);
    *out = l->counts;
    if (l->pcap == NULL)
        out->away_ns += monotonic_ns() - l->lost_ns;
}

static void lose(struct pcap_live *l)
{
    add_counts(l);
    pcap_close(l->pcap);
    l->pcap = NULL;
    l->lost_ns = monotonic_ns();
    l->counts.outages++;
}

/* False: it may be there, but we may not. */
static bool find_again(struct pcap_live *l, int timeout_ms, struct error *e)
{
    (void)poll(NULL, 0, timeout_ms < LOOK_MS ? timeout_ms : LOOK_MS);
    if (begin(l, e))
        l->counts.away_ns += monotonic_ns() - l->lost_ns;
    return l->pcap != NULL || !l->forbidden;
}

/* ---- frames ---- */

static void keep(struct pcap_live *l, const struct pcap_pkthdr *header, const uint8_t *to,
                 struct frame *f)
{
    f->time_ns = (uint64_t)header->ts.tv_sec * 1000000000 + (uint64_t)header->ts.tv_usec;
    f->frame_no = ++l->frames;
    f->wire_n = header->len > header->caplen ? header->len : header->caplen;
    f->link = l->link;
    f->bytes = (struct bytes){ to, header->caplen };
}

/* What is there now; `last` is libpcap's last answer. */
static int gather(struct pcap_live *l, struct frame *batch, int max, int *last)
{
    int n = 0;
    size_t used = 0;
    *last = 1;
    while (n < max && ROOM - used >= SNAP_MAX) {
        struct pcap_pkthdr *header = NULL;
        const u_char *bytes = NULL;
        *last = pcap_next_ex(l->pcap, &header, &bytes);
        if (*last != 1)
            return n;
        memcpy(l->room + used, bytes, header->caplen);
        keep(l, header, l->room + used, &batch[n++]);
        used += header->caplen;
    }
    return n;
}

static void wait_for_frames(const struct pcap_live *l, int timeout_ms)
{
    struct pollfd p = { .fd = pcap_get_selectable_fd(l->pcap), .events = POLLIN };
    (void)poll(&p, 1, timeout_ms);
}

static int next(void *self, struct frame *batch, int max, int timeout_ms, struct error *e)
{
    struct pcap_live *l = self;
    int last = 0;
    if (l->pcap == NULL)
        return find_again(l, timeout_ms, e) ? 0 : SOURCE_BROKEN;
    int n = gather(l, batch, max, &last);
    if (n == 0 && last == 0) {
        wait_for_frames(l, timeout_ms);
        n = gather(l, batch, max, &last);
    }
    if (n == 0 && last < 0)
        lose(l);
    return n;
}

static bool shunt_flow(void *self, const struct shunt_flow *flow)
{
    (void)self;
    (void)flow;
    return false;
}

const struct live_source pcap_live_source = {
    .name = "pcap",
    .open = open_pcap,
    .next = next,
    .counts = counts,
    .shunt = shunt_flow,
    .close = close_pcap,
};

/* syscalls(worker): getsockopt, setsockopt, ioctl: libpcap: what was lost, and the end. */
#include "capture/pcap_port.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "capture/packet_socket.h"
#include "core/clock.h"
#include "core/secret.h"

enum { BUFFER = 64 * 1024 * 1024, RETIRE_MS = 100 };

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

static bool activate(struct pcap_port *p, pcap_t *pcap, struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    (void)pcap_set_snaplen(pcap, PCAP_SNAP_MAX);
    (void)pcap_set_promisc(pcap, 1);
    (void)pcap_set_timeout(pcap, (int)p->retire_ms);
    (void)pcap_set_buffer_size(pcap, p->buffer_n);
    (void)pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    int status = pcap_activate(pcap);
    p->forbidden = status == PCAP_ERROR_PERM_DENIED;
    if (status < 0)
        return fail(e, "cannot be listened to: %s (%s)", pcap_statustostr(status),
                    pcap_geterr(pcap));
    if (pcap_setnonblock(pcap, 1, why) != 0)
        return fail(e, "cannot be listened to: %s", why);
    return p->filter == NULL || set_filter(pcap, p->filter, e);
}

static bool begin(struct pcap_port *p, struct error *e)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(p->interface, why);
    if (pcap == NULL)
        return fail(e, "cannot be listened to: %s", why);
    if (!activate(p, pcap, e)) {
        pcap_close(pcap);
        return false;
    }
    int link = pcap_datalink(pcap);
    p->pcap = pcap;
    p->link = link == DLT_RAW ? LINK_RAW : (uint32_t)link;
    p->before = (struct pcap_stat){ 0 };
    p->ending = false;
    card_losses_watch(&p->card, interface_index(p->control, p->interface));
    return true;
}

void pcap_port_close(struct pcap_port *p)
{
    if (p->pcap != NULL)
        pcap_close(p->pcap);
    card_losses_close(&p->card);
    if (p->control >= 0)
        close(p->control);
    free(p->interface);
    free(p->filter);
    shared_memory_free(p->now, sizeof *p->now);
}

static bool keep_settings(struct pcap_port *p, const struct live_settings *s, struct error *e)
{
    if (s->fanout_id != 0)
        return fail(e, "cannot be shared between workers by libpcap");
    uint64_t ring = (uint64_t)s->block_bytes * s->blocks;
    p->buffer_n = ring > 0 && ring < INT32_MAX ? (int)ring : BUFFER;
    p->retire_ms = s->retire_ms > 0 ? s->retire_ms : RETIRE_MS;
    p->control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    p->interface = strdup(s->interface);
    p->filter = s->filter != NULL ? strdup(s->filter) : NULL;
    if (p->interface == NULL || (s->filter != NULL && p->filter == NULL))
        return fail(e, "cannot be listened to: no memory");
    return true;
}

bool pcap_port_open(struct pcap_port *p, const struct live_settings *settings, struct error *e)
{
    *p = (struct pcap_port){ .control = -1, .now = shared_memory_new(sizeof *p->now) };
    if (p->now == NULL)
        return fail(e, "cannot be listened to: no memory");
    card_losses_open(&p->card);
    if (keep_settings(p, settings, e) && begin(p, e))
        return true;
    pcap_port_close(p);
    return false;
}

/* ---- counting, coming and going ---- */

/* Not by libpcap where it uses a packet socket: it would read files for it. */
void pcap_port_add_counts(struct pcap_port *p)
{
    struct pcap_stat now;
    if (p->pcap == NULL)
        return;
    if (packet_socket_count(pcap_fileno(p->pcap), &p->now->counts))
        return;
    if (pcap_stats(p->pcap, &now) != 0)
        return;
    uint32_t arrived = now.ps_recv - p->before.ps_recv; /* on Linux with what was dropped */
    uint32_t dropped = now.ps_drop - p->before.ps_drop;
    p->now->counts.received += arrived - dropped;
    p->now->counts.ring_full += dropped;
    p->before = now;
}

void pcap_port_counts(struct pcap_port *p, struct live_counts *counts)
{
    pcap_port_add_counts(p);
    *counts = p->now->counts;
    counts->interface_drops = card_losses_count(&p->card);
    if (p->pcap == NULL || p->ending)
        counts->away_ns += steady_ns() - p->lost_ns;
}

void pcap_port_lose(struct pcap_port *p)
{
    p->ending = true;
    p->lost_ns = p->looked_ns = steady_ns();
    p->now->counts.outages++;
}

/* A frame that libpcap counted and did not hand out is lost. */
void pcap_port_let_go(struct pcap_port *p)
{
    pcap_port_add_counts(p);
    if (p->filter == NULL && p->now->counts.received > p->now->frames) {
        p->now->counts.kernel_drops += p->now->counts.received - p->now->frames;
        p->now->counts.received = p->now->frames;
    }
    pcap_close(p->pcap);
    p->pcap = NULL;
}

bool pcap_port_find_again(struct pcap_port *p, int timeout_ms, struct error *e)
{
    if (!interface_look(p->looked_ns, INTERFACE_LOOK_MS, p->stopped, timeout_ms))
        return true;
    p->looked_ns = steady_ns();
    if (begin(p, e))
        p->now->counts.away_ns += steady_ns() - p->lost_ns;
    return p->pcap != NULL || !p->forbidden;
}

/* libpcap's own way to take another filter would let it pass over what it already holds. */
void pcap_port_stop(struct pcap_port *p)
{
    p->stopped = true;
    if (p->pcap != NULL)
        (void)packet_socket_deafen(pcap_fileno(p->pcap));
}

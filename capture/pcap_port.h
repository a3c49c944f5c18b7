/* One interface by libpcap: opening it, what is counted there, and its coming and going. A deleted
 * interface is opened anew when it is back, which takes the capability again. */
#pragma once

#include <pcap/pcap.h>

#include "capture/interface.h"
#include "capture/live.h"

/* What another process has to know if this one dies. */
struct pcap_port_state {
    uint64_t frames;
    struct live_counts counts;
    bool begun;
};

struct pcap_port {
    struct pcap_port_state *now; /* shared */
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
    uint64_t lost_ns; /* since when the interface is away */
    uint64_t looked_ns;
    struct card_losses card;
    struct pcap_stat before; /* what libpcap had counted when it was asked last */
};

enum { PCAP_SNAP_MAX = 262144 }; /* bytes of a frame */

/* Listens. False: e says why, and there is nothing to close. */
bool pcap_port_open(struct pcap_port *p, const struct live_settings *settings, struct error *e);
void pcap_port_close(struct pcap_port *p);

/* Asks for what was counted since the last time; libpcap counts to 2^32. */
void pcap_port_add_counts(struct pcap_port *p);
void pcap_port_counts(struct pcap_port *p, struct live_counts *counts);

/* libpcap says that the interface is away. */
void pcap_port_lose(struct pcap_port *p);
/* What libpcap held was read. */
void pcap_port_let_go(struct pcap_port *p);
/* Waits for timeout_ms at most, and looks now and then whether it is back. False: it may be there,
 * but we may not; e says why. */
bool pcap_port_find_again(struct pcap_port *p, int timeout_ms, struct error *e);

/* Hears nothing any more. */
void pcap_port_stop(struct pcap_port *p);

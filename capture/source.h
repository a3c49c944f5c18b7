/* Where frames come from. Frames come in batches and stay valid until the next batch is asked for
 * or the source is closed. What is wrong with a source is said beginning with a verb ("is empty"):
 * whoever tells the operator puts its name in front. */
#pragma once

#include "core/counters.h"
#include "core/error.h"
#include "core/packet.h"

/* Link types by their LINKTYPE_ numbers (www.tcpdump.org/linktypes.html). */
enum link {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_PPP = 9,
    LINK_RAW_BSD = 12,
    LINK_RAW_OPENBSD = 14,
    LINK_PPP_SERIAL = 50,
    LINK_PPP_ETHER = 51,
    LINK_RAW = 101,
    LINK_HDLC = 104,
    LINK_WIFI = 105,
    LINK_LOOP = 108,
    LINK_LINUX_SLL = 113,
    LINK_RADIOTAP = 127,
    LINK_IPV4 = 228,
    LINK_IPV6 = 229,
    LINK_NFLOG = 239,
    LINK_LINUX_SLL2 = 276,
    LINK_BROADCOM = 281,
    LINK_BROADCOM_BEFORE = 282,
    LINK_DSA = 284,
    LINK_EDSA = 285,
};

struct frame {
    uint64_t time_ns;
    uint64_t frame_no; /* 1-based, within its capture, counting frames a filter passes over too */
    uint32_t wire_n;   /* how long it was on the wire; more than bytes.n if it was cut */
    uint32_t link;     /* LINKTYPE_ number; see enum link */
    struct bytes bytes;
};

enum { SOURCE_END = -1, SOURCE_BROKEN = -2 };

struct source {
    const char *name;
    /* `what` is a path, "-" or an interface; `filter` a pcap-filter(7) expression or NULL. NULL: e
     * says why. */
    void *(*open)(const char *what, const char *filter, struct error *e);
    /* How many frames were put into `batch`; SOURCE_END; or SOURCE_BROKEN: what came before was
     * good, the rest cannot be read, e says why (only once; SOURCE_END follows). */
    int (*next)(void *self, struct frame *batch, int max, struct error *e);
    /* Bytes read so far and bytes in all (0: not known), for a progress line. */
    void (*progress)(const void *self, uint64_t *done, uint64_t *all);
    void (*close)(void *self);
};

extern const struct source pcap_file_source; /* pcap and pcapng by our own reader */
extern const struct source
    pcap_stream_source; /* pipes, standard input, gzip; odd formats by libpcap */

/* Which source reads `path` ("-": standard input), chosen by what it is and by its first bytes; it
 * is still to be opened. NULL: e says why nobody can. */
const struct source *source_for(const char *path, struct error *e);

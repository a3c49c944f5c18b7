/* Live sources: frames as they come in at a network interface. They only ever listen: nothing is
 * sent at any interface.
 *
 * An interface that goes down, is deleted and comes again does not end a source: next() hands
 * nothing out meanwhile, and goes on within a second of its return. af_packet takes what only root
 * may have at open(), and needs no capability for it; the others need theirs again after a
 * deletion, and say so.
 *
 * Every frame that was sent to the interface is in one count, and in one only: received, ring_full,
 * kernel_drops, or the shunt's. With a filter, those that it passes over are in none (af_xdp: in
 * received). */
#pragma once

#include "capture/source.h"

struct shunt;
struct media_flow;

struct live_settings {
    const char *interface;
    const char *filter;     /* pcap-filter(7), run by the kernel; NULL: everything */
    struct shunt *shunt;    /* outlives the source; NULL: none. af_packet does not use it when there
                               is a filter: a socket runs one program only */
    uint32_t block_bytes;   /* a power of two of 4096 at least; 0: 1 MiB */
    uint32_t blocks;        /* blocks in the ring, of one source; 0: 64 */
    uint32_t retire_ms;     /* how long a block may wait until it is full; 0: 60 (libpcap: 100) */
    uint16_t fanout_id;     /* sources of the same number share what comes in at the interface, each
                               flow at one of them; 0: not shared. One for each interface */
    const int *fanout_code; /* descriptor of the program that shares it out; NULL: the kernel's hash
                               of addresses and ports. The same for all sources of a number */
};

struct live_counts {
    uint64_t received;        /* frames that the kernel kept for us */
    uint64_t ring_full;       /* frames that it could not give us: our ring had no room */
    uint64_t kernel_drops;    /* frames that it lost before or beside the ring */
    uint64_t interface_drops; /* what the card lost before the kernel saw it: no source can have
                              seen that, and it is the same number for all who share an interface */
    uint64_t outages;         /* times the interface went down or away */
    uint64_t away_ns;         /* how long that was in all */
};

struct live_source {
    const char *name;
    /* NULL: e says why. */
    void *(*open)(const struct live_settings *settings, struct error *e);
    /* How many frames were put into `batch`, after at most timeout_ms (0: without waiting); 0: none
     * came, the interface is away, or a signal came; SOURCE_BROKEN: e says why, and there is
     * nothing more to be had. Frames stay valid until next() or close(). */
    int (*next)(void *self, struct frame *batch, int max, int timeout_ms, struct error *e);
    /* Since open(). From the thread that calls next(). */
    void (*counts)(void *self, struct live_counts *counts);
    /* What poll(2) can wait for until next() has frames, once it had none; how many descriptors, at
     * most max. 0: there are none now, and next() has to be asked from time to time. */
    int (*descriptors)(void *self, int *fds, int max);
    /* How long after its time a frame may come out of next(), at the most. */
    uint32_t (*late_ms)(const void *self);
    /* Hears nothing any more. What came before is still to be had by next(), within late_ms(). */
    void (*stop)(void *self);
    /* Asks for no more of that flow than shunt.h says. False: it goes on as before. */
    bool (*shunt)(void *self, const struct media_flow *flow);
    /* A source may be opened by one process and read by another that is forked from it, and when
     * that one dies by the next. How many frames any of them has taken over from the kernel; those
     * of them that none got to see were lost with one that died. */
    uint64_t (*taken)(const void *self);
    /* In the process that opened it, now and then: lets go of what the one that reads let go of. */
    void (*tend)(void *self);
    /* In the one that shall read, before its first next(): goes on where the last one ended; what
     * that one was about when it died is passed over. False: it cannot, e says why. */
    bool (*resume)(void *self, struct error *e);
    void (*close)(void *self);
};

extern const struct live_source af_packet_source; /* a ring shared with the kernel */
extern const struct live_source af_xdp_source; /* below the kernel's network: a mirror port only */
extern const struct live_source pcap_live_source; /* libpcap: whatever it can listen to */

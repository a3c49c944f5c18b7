/* IP datagrams put together from their fragments: RFC 791 section 3.2, RFC 8200 section 4.5.
 *
 * How it works: a fixed number of datagrams can be half-arrived; a new one takes the room of the
 * one that was begun first. Each has room for the largest datagram there is and a bit for every
 * eight bytes of it. Where fragments overlap, what came first stays.
 *
 * Who wants to be misread puts fragments in between that do not get to the other end: those are not
 * of the same worth. Fragments of each worth are put together for themselves, so that none of
 * another worth stands in their way; and, as a sender may give each its own TTL, those that get
 * equally far as well (fragments_views.h). What is half-arrived and does not go to everybody gives
 * way first, so that nobody drives out with it what does. All that is whole is handed on. */
#pragma once

#include "core/counters.h"
#include "core/packet.h"

struct fragments;

/* What makes fragments belong together. */
struct fragment_key {
    struct ip src;
    struct ip dst;
    uint32_t id;
    struct mac mac; /* that it goes to: what goes to another does not get there */
    uint16_t vlan;
    uint16_t layers;  /* likewise what is deeper in tunnels */
    uint8_t protocol; /* of IPv6 none: the first fragment alone says it */
    uint8_t version;  /* 4 or 6 */
};

struct fragment {
    struct fragment_key key;
    uint64_t time_ns;
    uint32_t offset; /* in bytes */
    bool more;       /* this is not the last one */
    uint8_t next;    /* which protocol follows, by its header */
    uint16_t worth;  /* the more, the likelier that it reaches the other end: its TTL, and 256 more
                      * if the header's checksum is right */
    struct bytes bytes;
};

struct fragments *fragments_new(struct counters *counters); /* NULL: no memory */
void fragments_free(struct fragments *f);

/* A datagram behind the fragment header. */
struct joined {
    struct bytes bytes; /* none: it is not whole yet */
    bool overlapped;    /* some came twice with different data, or with another worth */
    bool differs;       /* some of what it was put together from came twice, with different data */
    uint8_t hops;       /* the fewest that one of its fragments had left */
    uint8_t next;       /* which protocol follows, by the first one's header */
};

/* The whole datagram, if this was what it lacked. It stays until fragments_release(). */
struct joined fragments_join(struct fragments *f, const struct fragment *piece);

/* Nobody looks any more at what fragments_join() gave. */
void fragments_release(struct fragments *f);

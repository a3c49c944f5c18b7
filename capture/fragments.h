/* IP datagrams put together from their fragments: RFC 791 section 3.2, RFC 8200 section 4.5.
 *
 * How it works: a fixed number of datagrams can be half-arrived; a new one takes the room of the
 * one that was begun first. Each has room for the largest datagram there is and a bit for every
 * eight bytes of it. Where fragments overlap, what came first stays. */
#pragma once

#include "core/counters.h"
#include "core/packet.h"

struct fragments;

/* What makes fragments belong together. */
struct fragment_key {
    struct ip src;
    struct ip dst;
    uint32_t id;
    uint16_t vlan;
    uint8_t protocol;
    uint8_t version; /* 4 or 6 */
};

struct fragment {
    struct fragment_key key;
    uint64_t time_ns;
    uint32_t offset; /* in bytes */
    bool more;       /* this is not the last one */
    uint16_t worth;  /* the more, the likelier that it reaches the other end: its TTL, and more than
                      * that if the header's checksum is right. Of a datagram's fragments only those
                      * of the most worth count */
    struct bytes bytes;
};

struct fragments *fragments_new(struct counters *counters); /* NULL: no memory */
void fragments_free(struct fragments *f);

/* The whole datagram behind the fragment header, if this was what it lacked; else no bytes. It
 * stays until fragments_release(). *overlapped: some came twice with different data, or with
 * fewer hops left than others. Left as it is if nothing is joined. */
struct bytes fragments_join(struct fragments *f, const struct fragment *piece, bool *overlapped);

/* Nobody looks any more at what fragments_join() gave. */
void fragments_release(struct fragments *f);

/* Takes frames apart down to the transport payload: link, VLAN, MPLS, PPPoE, tunnels, IP, IP
 * fragments, TCP or UDP. */
#pragma once

#include "capture/source.h"

/* Remembers fragments between frames. Bounded: taken whole at decoder_new(). */
struct decoder;

/* `counters` must outlive the decoder. NULL: no memory. */
struct decoder *decoder_new(struct counters *counters);
void decoder_free(struct decoder *d);

/* Fills *p with views into f (or into the decoder, for a packet put together from fragments; valid
 * until the next call). False: nothing to hand on, and a counter says why. Ports and payload are
 * those of the innermost IP header, addresses of the link and VLAN those of the innermost Ethernet
 * header. ICMP comes with transport TRANSPORT_ICMP and its message as payload; other IP protocols
 * are counted and passed over.
 *
 * Counts each frame and its bytes (frames, bytes, frame_cut), and for false one reason.
 *
 * ARP and EAPOL come with transport TRANSPORT_LINK, their ethertype, and as payload what follows
 * that, with padding; src and dst are all zero, the ends are src_mac and dst_mac.
 *
 * Any other frame that is not IP (LLC, LLDP) gives false and counts as not_ip, but src_mac,
 * dst_mac, vlan, ethertype and payload are filled in: payload is what follows the ethertype, with
 * padding; transport is TRANSPORT_NONE. After any other false only time_ns, frame_no, frame and
 * wire_n of *p are to be relied on. */
bool decode(struct decoder *d, const struct frame *f, struct packet *p);

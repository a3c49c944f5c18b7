/* The layers of a frame. Each is read by a function of its own, that takes its header from the
 * cursor, notes in the packet what is worth noting, and says what comes next. decode() goes round
 * until there is nothing more to read, so the number of layers is bounded in one place and there is
 * no recursion. */
#pragma once

#include "capture/fragments.h"
#include "core/counters.h"
#include "core/packet.h"

enum layer {
    LAYER_DONE,   /* the packet is complete */
    LAYER_PASSED, /* nothing to hand on, and the reason was counted */

    LAYER_ETHERNET, /* link.c */
    LAYER_VLAN,
    LAYER_LLC,
    LAYER_SLL,
    LAYER_SLL2,
    LAYER_LOOPBACK,
    LAYER_IP, /* of the version that its first bits say */

    LAYER_RADIOTAP, /* wifi.c */
    LAYER_WIFI,
    LAYER_NFLOG, /* nflog.c */

    LAYER_DSA, /* switch_tag.c */
    LAYER_EDSA,
    LAYER_BROADCOM,
    LAYER_BROADCOM_BEFORE,

    LAYER_PPP, /* ppp.c */
    LAYER_HDLC,
    LAYER_PPPOE,

    LAYER_MPLS, /* tunnel.c */
    LAYER_GRE,
    LAYER_ERSPAN2,
    LAYER_ERSPAN3,
    LAYER_VXLAN,
    LAYER_GENEVE,
    LAYER_GTP,
    LAYER_AYIYA, /* ayiya.c */
    LAYER_L2TP,  /* l2tp.c */

    LAYER_IPV4, /* ip.c */
    LAYER_IPV6,

    LAYER_TCP, /* transport.c */
    LAYER_UDP,
    LAYER_ICMP,

    LAYERS
};

enum { LAYERS_MAX = 40 }; /* of one frame, each VLAN tag being one */

struct layers {
    struct packet *p;
    struct cursor in; /* what follows the headers read so far */
    uint32_t cut;     /* how many bytes at the end of it the capture took away */
    struct counters *counters;
    struct fragments *fragments;
    bool joined; /* from fragments, which are to be released */
};

/* There is a checksum at `at` of what a tunnel carries. */
static inline void note_outer_sum(struct layers *l, const uint8_t *at)
{
    if (l->p->outer_sums < OUTER_SUMS_MAX)
        l->p->outer_sum[l->p->outer_sums] = at;
    l->p->outer_sums++;
}

/* A header of n bytes, taken as a whole: what is then read of it needs no looking whether it is
 * there. False: it is not. */
static inline bool take_header(struct layers *l, size_t n, struct cursor *header)
{
    const uint8_t *p = take(&l->in, n);
    if (p == NULL)
        return false;
    *header = (struct cursor){ .at = p, .end = p + n };
    return true;
}

static inline void take_into(void *to, struct cursor *c, size_t n)
{
    const uint8_t *p = take(c, n);
    if (p != NULL)
        memcpy(to, p, n);
}

static inline enum layer passed(struct layers *l, enum counter why)
{
    count(l->counters, why);
    return LAYER_PASSED;
}

/* No IP in it: it is handed back as far as it was read. */
enum layer not_ip(struct layers *l);
/* What an ethertype announces. */
enum layer layer_of_ethertype(struct layers *l, uint16_t type);
/* What follows a field that is a type or a length. */
enum layer layer_after_type(struct layers *l, uint16_t type);
/* What an IP protocol number announces. */
enum layer layer_of_protocol(struct layers *l, uint8_t protocol);

enum layer read_ethernet(struct layers *l);
enum layer read_vlan(struct layers *l);
enum layer read_llc(struct layers *l);
enum layer read_sll(struct layers *l);
enum layer read_sll2(struct layers *l);
enum layer read_loopback(struct layers *l);
enum layer read_ip(struct layers *l);
enum layer read_radiotap(struct layers *l);
enum layer read_wifi(struct layers *l);
enum layer read_nflog(struct layers *l);
enum layer read_dsa(struct layers *l);
enum layer read_edsa(struct layers *l);
enum layer read_broadcom(struct layers *l);
enum layer read_broadcom_before(struct layers *l);
enum layer read_ppp(struct layers *l);
enum layer read_hdlc(struct layers *l);
enum layer read_pppoe(struct layers *l);
enum layer read_mpls(struct layers *l);
enum layer read_gre(struct layers *l);
enum layer read_erspan2(struct layers *l);
enum layer read_erspan3(struct layers *l);
enum layer read_vxlan(struct layers *l);
enum layer read_geneve(struct layers *l);
enum layer read_gtp(struct layers *l);
enum layer read_ayiya(struct layers *l);
enum layer read_l2tp(struct layers *l);
enum layer read_ipv4(struct layers *l);
enum layer read_ipv6(struct layers *l);
enum layer read_tcp(struct layers *l);
enum layer read_udp(struct layers *l);
enum layer read_icmp(struct layers *l);

/* A datagram to that port is perhaps a tunnel; LAYER_DONE: it is not. `in` is its payload. */
enum layer tunnel_of_port(uint16_t port, struct bytes in);
bool is_ayiya(struct bytes in);
bool is_l2tp(struct bytes in);

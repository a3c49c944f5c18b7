#include "capture/decode.h"

#include <stdlib.h>

#include "capture/layers.h"

struct decoder {
    struct counters *counters;
    struct fragments *fragments;
    bool joined; /* the packet handed on last stands in `fragments` */
};

static enum layer (*const readers[LAYERS])(struct layers *) = {
    [LAYER_ETHERNET] = read_ethernet,
    [LAYER_VLAN] = read_vlan,
    [LAYER_LLC] = read_llc,
    [LAYER_SLL] = read_sll,
    [LAYER_SLL2] = read_sll2,
    [LAYER_LOOPBACK] = read_loopback,
    [LAYER_IP] = read_ip,
    [LAYER_RADIOTAP] = read_radiotap,
    [LAYER_WIFI] = read_wifi,
    [LAYER_NFLOG] = read_nflog,
    [LAYER_DSA] = read_dsa,
    [LAYER_EDSA] = read_edsa,
    [LAYER_BROADCOM] = read_broadcom,
    [LAYER_BROADCOM_BEFORE] = read_broadcom_before,
    [LAYER_PPP] = read_ppp,
    [LAYER_HDLC] = read_hdlc,
    [LAYER_PPPOE] = read_pppoe,
    [LAYER_MPLS] = read_mpls,
    [LAYER_GRE] = read_gre,
    [LAYER_ERSPAN2] = read_erspan2,
    [LAYER_ERSPAN3] = read_erspan3,
    [LAYER_VXLAN] = read_vxlan,
    [LAYER_GENEVE] = read_geneve,
    [LAYER_GTP] = read_gtp,
    [LAYER_AYIYA] = read_ayiya,
    [LAYER_L2TP] = read_l2tp,
    [LAYER_IPV4] = read_ipv4,
    [LAYER_IPV6] = read_ipv6,
    [LAYER_TCP] = read_tcp,
    [LAYER_UDP] = read_udp,
    [LAYER_ICMP] = read_icmp,
};

static enum layer layer_of_link(struct layers *l, uint32_t link)
{
    switch (link) {
    case LINK_ETHERNET:
    case LINK_EDSA: /* its tag has an ethertype */
        return LAYER_ETHERNET;
    case LINK_DSA:
        return LAYER_DSA;
    case LINK_BROADCOM:
        return LAYER_BROADCOM;
    case LINK_BROADCOM_BEFORE:
        return LAYER_BROADCOM_BEFORE;
    case LINK_LINUX_SLL:
        return LAYER_SLL;
    case LINK_LINUX_SLL2:
        return LAYER_SLL2;
    case LINK_NULL:
    case LINK_LOOP:
        return LAYER_LOOPBACK;
    case LINK_RAW:
    case LINK_RAW_BSD:
    case LINK_RAW_OPENBSD:
    case LINK_IPV4:
    case LINK_IPV6:
        return LAYER_IP;
    case LINK_RADIOTAP:
        return LAYER_RADIOTAP;
    case LINK_WIFI:
        return LAYER_WIFI;
    case LINK_NFLOG:
        return LAYER_NFLOG;
    case LINK_PPP:
        return LAYER_PPP;
    case LINK_HDLC:
    case LINK_PPP_SERIAL:
        return LAYER_HDLC;
    case LINK_PPP_ETHER:
        return LAYER_PPPOE;
    default:
        return passed(l, COUNT_link_unknown);
    }
}

struct decoder *decoder_new(struct counters *counters)
{
    struct decoder *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->counters = counters;
    d->fragments = fragments_new(counters);
    if (d->fragments != NULL)
        return d;
    free(d);
    return NULL;
}

void decoder_free(struct decoder *d)
{
    if (d == NULL)
        return;
    fragments_free(d->fragments);
    free(d);
}

/* Field by field: a compound literal would be cleared as a block, which takes longer than the whole
 * rest of it. So with the cursor below: copied as a block just after it was made, it would have to
 * wait for itself. */
static void begin(struct packet *p, const struct frame *f)
{
    p->time_ns = f->time_ns;
    p->frame_no = f->frame_no;
    p->frame = f->bytes;
    p->wire_n = f->wire_n;
    p->src_mac = (struct mac){ { 0 } };
    p->dst_mac = (struct mac){ { 0 } };
    p->ethertype = 0;
    p->vlan = 0;
    p->transport = TRANSPORT_NONE;
    p->ip_protocol = 0;
    p->src.port = 0;
    p->dst.port = 0;
    p->tcp_flags = 0;
    p->tcp_seq = 0;
    p->tcp_ack = 0;
    p->hops = 0;
    p->layers = 0;
    p->odd_head = p->joined = p->overlapped = p->differs = false;
    p->ip_head = (struct bytes){ f->bytes.p, 0 };
    p->payload = (struct bytes){ f->bytes.p, 0 };
    p->segment = (struct bytes){ f->bytes.p, 0 };
    p->payload_cut = 0;
    p->outer_sums = 0;
}

static enum layer read_layers(struct layers *l, enum layer next)
{
    for (int i = 0; i < LAYERS_MAX; i++) {
        if (next <= LAYER_PASSED)
            return next;
        l->p->layers++;
        next = readers[next](l);
    }
    return passed(l, COUNT_tunnel_deep);
}

bool decode(struct decoder *d, const struct frame *f, struct packet *p)
{
    begin(p, f);
    if (d->joined)
        fragments_release(d->fragments);
    struct layers l;
    l.p = p;
    l.in.at = f->bytes.p;
    l.in.end = f->bytes.p + f->bytes.n;
    l.in.missing = 0;
    l.cut = f->wire_n > f->bytes.n ? f->wire_n - (uint32_t)f->bytes.n : 0;
    l.counters = d->counters;
    l.fragments = d->fragments;
    l.joined = false;
    count(d->counters, COUNT_frames);
    count_more(d->counters, COUNT_bytes, f->wire_n);
    count_more(d->counters, COUNT_frame_cut, l.cut > 0);
    enum layer last = read_layers(&l, layer_of_link(&l, f->link));
    d->joined = l.joined;
    return last == LAYER_DONE;
}

#include "evidence/kept_frame.h"

#include "evidence/checksum.h"
#include "evidence/mask.h"

/* Up to where there is no payload for certain: IPv4 without options, in Ethernet. */
static size_t plain(const struct frame *f)
{
    enum { ETHERNET = 14, IPV4 = 20 };
    return f->link == LINK_ETHERNET ? ETHERNET + IPV4 : IPV4;
}

/* Where the payload lies in the frame. False: it is not in there. */
static bool payload_at(const struct frame *f, const struct packet *p, size_t *from)
{
    uintptr_t start = (uintptr_t)f->bytes.p, at = (uintptr_t)p->payload.p;
    bool inside = at >= start && at - start <= f->bytes.n;
    *from = inside ? (size_t)(at - start) : 0;
    return inside && p->payload.n <= f->bytes.n - *from;
}

static void hide(struct kept_frame *k, size_t from)
{
    if (from < k->n)
        memset(k->bytes + from, 'x', k->n - from);
}

/* What is left of 16 bits for each tunnel would tell something of what is masked. */
static void hide_outer_sums(const struct frame *f, const struct packet *p, struct kept_frame *k)
{
    if (p->outer_sums > OUTER_SUMS_MAX)
        hide(k, plain(f));
    for (size_t i = 0; i < p->outer_sums && i < OUTER_SUMS_MAX; i++) {
        uintptr_t at = (uintptr_t)p->outer_sum[i] - (uintptr_t)f->bytes.p;
        if (at < k->n && k->n - at >= 2)
            memset(k->bytes + at, 0, 2);
    }
}

void kept_frame_of(const struct frame *f, const struct packet *p, struct kept_frame *out)
{
    *out = (struct kept_frame){ .time_ns = f->time_ns,
                                .frame_no = f->frame_no,
                                .link = f->link,
                                .wire_n = f->wire_n,
                                .transport = p->transport,
                                .src = p->src,
                                .dst = p->dst,
                                .src_mac = p->src_mac,
                                .dst_mac = p->dst_mac };
    struct bytes whole = bytes_first(f->bytes, KEPT_FRAME_MAX);
    size_t at;
    bool inside = payload_at(f, p, &at);
    out->n = (uint32_t)whole.n;
    memcpy(out->bytes, whole.p, whole.n);
    if (!inside || at > whole.n) {
        hide(out, plain(f));
        return;
    }
    struct packet here = *p;
    here.payload = bytes_first(p->payload, whole.n - at);
    mask_payload(&here, out->bytes + at);
    hide(out, at + here.payload.n); /* trailers of the link */
    bool complete = here.payload.n == p->payload.n && p->payload_cut == 0;
    checksum_mend(p, (struct segment){ out->bytes, at, here.payload.n, complete });
    hide_outer_sums(f, p, out);
}

bool kept_frame_is_sound(const struct kept_frame *k)
{
    return k->n <= KEPT_FRAME_MAX && k->n <= k->wire_n && (unsigned)k->transport <= TRANSPORT_OTHER;
}

static bool same_ends(const struct kept_frame *k, const struct observation *o)
{
    return (endpoint_equal(&k->src, &o->client) && endpoint_equal(&k->dst, &o->server)) ||
           (endpoint_equal(&k->src, &o->server) && endpoint_equal(&k->dst, &o->client));
}

bool kept_frame_is_of(const struct kept_frame *k, const struct observation *o)
{
    if (k->frame_no == o->frame_no && k->time_ns == o->time_ns)
        return true;
    bool ports = k->src.port != 0 && k->dst.port != 0;
    return ports && k->transport == o->transport && same_ends(k, o);
}

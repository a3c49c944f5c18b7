/* TCP (RFC 9293), UDP (RFC 768) and ICMP as far as flows are concerned. */

#include "capture/layers.h"

enum layer read_tcp(struct layers *l)
{
    enum { HEAD = 20 };
    struct packet *p = l->p;
    p->transport = TRANSPORT_TCP;
    p->segment = cursor_rest(&l->in);
    struct cursor c;
    if (!take_header(l, HEAD, &c))
        return passed(l, COUNT_transport_short);
    p->src.port = take_be16(&c);
    p->dst.port = take_be16(&c);
    p->tcp_seq = take_be32(&c);
    p->tcp_ack = take_be32(&c);
    size_t n = (take_u8(&c) >> 4) * (size_t)4;
    p->tcp_flags = take_u8(&c);
    p->tcp_window = take_be16(&c);
    skip(&c, 2);
    p->tcp_urgent = take_be16(&c);
    skip(&l->in, n - HEAD); /* too much, if n is less */
    if (!cursor_ok(&l->in))
        return passed(l, COUNT_transport_short);
    p->payload = cursor_rest(&l->in);
    p->payload_cut = l->cut;
    return LAYER_DONE;
}

/* The length is the datagram's with its header; 0 in a jumbogram of IPv6, RFC 2675. */
static bool trim(struct layers *l, uint16_t length)
{
    enum { HEAD = 8 };
    if (length == 0 && !ip_is_v4(&l->p->src.ip))
        return true;
    if (length < HEAD)
        return false;
    size_t n = (size_t)length - HEAD, left = cursor_left(&l->in);
    if (n <= left)
        l->in.end = l->in.at + n;
    l->cut = n > left ? (uint32_t)(n - left) : 0;
    return true;
}

enum layer read_udp(struct layers *l)
{
    enum { SUM_AT = 6 };
    struct packet *p = l->p;
    p->transport = TRANSPORT_UDP;
    p->segment = cursor_rest(&l->in);
    struct cursor c;
    if (!take_header(l, 8, &c))
        return passed(l, COUNT_transport_short);
    p->src.port = take_be16(&c);
    p->dst.port = take_be16(&c);
    if (!trim(l, take_be16(&c)))
        return passed(l, COUNT_transport_short);
    p->payload = cursor_rest(&l->in);
    p->payload_cut = l->cut;
    p->segment.n = p->payload.n + 8; /* what is behind it is not summed up */
    enum layer next = tunnel_of_port(p->dst.port, p->payload);
    if (next != LAYER_DONE)
        note_outer_sum(l, p->segment.p + SUM_AT);
    return next;
}

enum layer read_icmp(struct layers *l)
{
    l->p->transport = TRANSPORT_ICMP;
    l->p->src.port = l->p->dst.port = 0; /* not those of a tunnel around it */
    l->p->payload = cursor_rest(&l->in);
    l->p->payload_cut = l->cut;
    return LAYER_DONE;
}

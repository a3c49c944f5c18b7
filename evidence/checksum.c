#include "evidence/checksum.h"

#include "core/checksum.h"

enum {
    UDP_HEAD = 8,
    TCP_HEAD_MIN = 20,
    TCP_HEAD_MAX = 60,
    UDP_SUM_AT = 6,
    TCP_SUM_AT = 16,
};

static void put16(uint8_t *at, uint32_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* Of the segment that begins at `header`; 0 if not all of it is there. */
static void sum_up(const struct packet *p, struct segment s, size_t header_n, size_t sum_at)
{
    uint8_t *header = s.frame + s.payload_at - header_n;
    struct bytes all = { header, header_n + s.payload_n };
    put16(header + sum_at, 0);
    if (!s.complete)
        return;
    uint32_t value = ~(uint32_t)checksum_of_segment(p, all) & 0xffff;
    put16(header + sum_at, value == 0 && sum_at == UDP_SUM_AT ? 0xffff : value);
}

static bool ports_fit(const struct packet *p, struct cursor *c)
{
    uint16_t src = take_be16(c), dst = take_be16(c);
    return src == p->src.port && dst == p->dst.port;
}

/* Whether a TCP header of n bytes ends where the payload begins. */
static bool tcp_fits(const struct packet *p, const struct segment *s, size_t n)
{
    struct cursor c = cursor_over((struct bytes){ s->frame + s->payload_at - n, n });
    bool fits = ports_fit(p, &c);
    fits = take_be32(&c) == p->tcp_seq && fits;
    fits = take_be32(&c) == p->tcp_ack && fits;
    return (size_t)(take_u8(&c) >> 4) * 4 == n && fits;
}

static void mend_tcp(const struct packet *p, struct segment s)
{
    for (size_t n = TCP_HEAD_MIN; n <= TCP_HEAD_MAX && n <= s.payload_at; n += 4) {
        if (!tcp_fits(p, &s, n))
            continue;
        sum_up(p, s, n, TCP_SUM_AT);
        return;
    }
}

static void mend_udp(const struct packet *p, struct segment s)
{
    if (s.payload_at < UDP_HEAD)
        return;
    struct bytes header = { s.frame + s.payload_at - UDP_HEAD, UDP_HEAD };
    struct cursor c = cursor_over(header);
    bool fits = ports_fit(p, &c);
    s.complete = take_be16(&c) == UDP_HEAD + s.payload_n && s.complete;
    bool has_sum = take_be16(&c) != 0;
    if (fits && has_sum)
        sum_up(p, s, UDP_HEAD, UDP_SUM_AT);
}

void checksum_mend(const struct packet *p, struct segment s)
{
    if (p->transport == TRANSPORT_TCP)
        mend_tcp(p, s);
    else if (p->transport == TRANSPORT_UDP)
        mend_udp(p, s);
}

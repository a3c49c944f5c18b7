#include "core/checksum.h"

static uint16_t fold(uint64_t sum)
{
    sum = (sum >> 32) + (sum & 0xffffffff);
    sum = (sum >> 32) + (sum & 0xffffffff);
    sum = (sum >> 16) + (sum & 0xffff);
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t)sum;
}

/* In the machine's own order of bytes: a sum of words turned round is the sum turned round. Of so
 * few words that nothing is carried out of 64 bits. */
static uint64_t sum_of(struct bytes b)
{
    uint64_t sum = 0;
    uint32_t four[4];
    size_t at = 0;
    for (; at + sizeof four <= b.n; at += sizeof four) {
        memcpy(four, b.p + at, sizeof four);
        sum += (uint64_t)four[0] + four[1] + four[2] + four[3];
    }
    memset(four, 0, sizeof four);
    if (at < b.n)
        memcpy(four, b.p + at, b.n - at);
    return sum + four[0] + four[1] + four[2] + four[3];
}

static uint16_t in_host_order(uint16_t sum)
{
    struct cursor c = { 0 };
    uint8_t two[2];
    memcpy(two, &sum, sizeof two);
    c = cursor_over((struct bytes){ two, sizeof two });
    return take_be16(&c);
}

uint16_t checksum_of(struct bytes b)
{
    return in_host_order(fold(sum_of(b)));
}

static uint16_t sum_two(uint16_t a, uint16_t b)
{
    uint32_t sum = (uint32_t)a + b;
    return (uint16_t)((sum >> 16) + (sum & 0xffff));
}

static uint16_t pseudo_header(const struct packet *p, size_t n)
{
    size_t from = ip_is_v4(&p->src.ip) ? 12 : 0;
    size_t address_n = sizeof p->src.ip.b - from;
    uint16_t sum = checksum_of((struct bytes){ p->src.ip.b + from, address_n });
    sum = sum_two(sum, checksum_of((struct bytes){ p->dst.ip.b + from, address_n }));
    sum = sum_two(sum, p->transport == TRANSPORT_TCP ? 6 : 17);
    return sum_two(sum_two(sum, (uint16_t)(n >> 16)), (uint16_t)n);
}

uint16_t checksum_of_segment(const struct packet *p, struct bytes segment)
{
    return sum_two(pseudo_header(p, segment.n), checksum_of(segment));
}

bool checksum_ip_bad(const struct packet *p)
{
    return p->ip_head.n > 0 && checksum_of(p->ip_head) != 0xffff;
}

enum sum checksum_weigh(const struct packet *p, uint16_t *data)
{
    bool tcp = p->transport == TRANSPORT_TCP;
    size_t at = tcp ? 16 : 6, head_n = p->segment.n - p->payload.n;
    *data = 0;
    if (p->payload_cut > 0 || p->segment.n < at + 2 || p->segment.n < p->payload.n)
        return SUM_UNKNOWN;
    struct cursor c = cursor_over(bytes_after(p->segment, at));
    uint16_t said = take_be16(&c);
    if (!tcp && said == 0)
        return SUM_UNKNOWN;
    uint16_t pseudo = pseudo_header(p, p->segment.n);
    *data = checksum_of(p->payload);
    uint16_t all = sum_two(sum_two(pseudo, *data), checksum_of(bytes_first(p->segment, head_n)));
    if (all == 0xffff && !checksum_ip_bad(p))
        return SUM_GOOD;
    return said == pseudo || said == pseudo_header(p, 0) ? SUM_UNFILLED : SUM_BAD;
}

#include "core/checksum.h"

#include <endian.h>

/* All sums are in the machine's own order of bytes: a sum of words turned round is the sum turned
 * round. RFC 1071 section 2. */

/* What was carried out comes back in at the other end. */
static inline uint64_t add(uint64_t sum, uint64_t more)
{
    sum += more;
    return sum + (sum < more);
}

static inline uint64_t load(const uint8_t *p)
{
    uint64_t eight = 0;
    memcpy(&eight, p, sizeof eight);
    return eight;
}

static uint64_t sum_of(struct bytes b)
{
    uint64_t sum = 0, carried = 0, last = 0;
    const uint8_t *at = b.p;
    size_t left = b.n;
    for (; left >= 32; left -= 32, at += 32) {
        carried += __builtin_add_overflow(sum, load(at), &sum);
        carried += __builtin_add_overflow(sum, load(at + 8), &sum);
        carried += __builtin_add_overflow(sum, load(at + 16), &sum);
        carried += __builtin_add_overflow(sum, load(at + 24), &sum);
    }
    for (; left >= 8; left -= 8, at += 8)
        carried += __builtin_add_overflow(sum, load(at), &sum);
    if (left > 0)
        memcpy(&last, at, left);
    return add(add(sum, last), carried);
}

static uint16_t fold(uint64_t sum)
{
    sum = (sum >> 32) + (sum & 0xffffffff);
    sum = (sum >> 32) + (sum & 0xffffffff);
    sum = (sum >> 16) + (sum & 0xffff);
    sum = (sum >> 16) + (sum & 0xffff);
    return (uint16_t)sum;
}

uint16_t checksum_of(struct bytes b)
{
    return be16toh(fold(sum_of(b)));
}

static inline uint64_t sum_of_address(const struct ip *ip)
{
    uint32_t four = 0;
    memcpy(&four, ip->b + 12, sizeof four);
    return ip_is_v4(ip) ? four : add(load(ip->b), load(ip->b + 8));
}

static uint64_t pseudo_header(const struct packet *p, size_t n)
{
    uint16_t protocol = p->transport == TRANSPORT_TCP ? 6 : 17;
    uint64_t sum = add(sum_of_address(&p->src.ip), sum_of_address(&p->dst.ip));
    return add(sum, (uint64_t)htobe32((uint32_t)n) + htobe16(protocol));
}

uint16_t checksum_of_segment(const struct packet *p, struct bytes segment)
{
    return be16toh(fold(add(pseudo_header(p, segment.n), sum_of(segment))));
}

bool checksum_ip_bad(const struct packet *p)
{
    return p->ip_head.n > 0 && !checksum_ip_missing(p) && fold(sum_of(p->ip_head)) != 0xffff;
}

bool checksum_ip_missing(const struct packet *p)
{
    struct cursor c = cursor_over(p->ip_head);
    skip(&c, 10);
    return p->ip_head.n > 0 && take_be16(&c) == 0;
}

enum sum checksum_weigh(const struct packet *p, uint16_t *data)
{
    bool tcp = p->transport == TRANSPORT_TCP;
    size_t at = tcp ? 16 : 6, head_n = p->segment.n - p->payload.n;
    *data = 0;
    if (p->payload_cut > 0 || p->segment.n < at + 2 || p->segment.n < p->payload.n)
        return SUM_UNKNOWN;
    struct cursor c = cursor_over(bytes_after(p->segment, at));
    uint16_t said = htobe16(take_be16(&c));
    if (!tcp && said == 0) /* IPv6 does not allow it: RFC 8200 section 8.1 */
        return ip_is_v4(&p->src.ip) ? SUM_UNKNOWN : SUM_BAD;
    uint64_t pseudo = pseudo_header(p, p->segment.n), payload = sum_of(p->payload);
    *data = fold(payload);
    uint64_t all = add(add(pseudo, payload), sum_of(bytes_first(p->segment, head_n)));
    if (fold(all) == 0xffff && !checksum_ip_bad(p))
        return SUM_GOOD;
    return said == fold(pseudo) || said == fold(pseudo_header(p, 0)) ? SUM_UNFILLED : SUM_BAD;
}

/* How it works: SHA-1 over seed, lesser address, greater address, protocol, zero, lesser port,
 * greater port, in network order, in base64. ICMP has no ports: a type that has an answering type
 * counts as a port pair of the two; any other one says only who spoke to whom, and is not turned.
 */
#include "alerts/community_id.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>

enum { ICMP = 1, TCP = 6, UDP = 17, ICMP6 = 58, SCTP = 132, INPUT_MAX = 2 + 16 + 16 + 2 + 2 + 2 };

/* A message type, and the one that answers it: RFC 792, 950, 1256; 4443, 4861, 2710, 4620, 6275. */
struct icmp_pair {
    uint8_t asks;
    uint8_t answers;
};
static const struct icmp_pair icmp_pairs[] = {
    { 8, 0 }, { 10, 9 }, { 13, 14 }, { 15, 16 }, { 17, 18 }
};
static const struct icmp_pair icmp6_pairs[] = { { 128, 129 }, { 133, 134 }, { 135, 136 },
                                                { 130, 131 }, { 139, 140 }, { 144, 145 } };

static bool answering(const struct icmp_pair *pairs, size_t n, uint16_t type, uint16_t *other)
{
    for (size_t i = 0; i < n; i++) {
        if (type == pairs[i].asks || type == pairs[i].answers) {
            *other = type == pairs[i].asks ? pairs[i].answers : pairs[i].asks;
            return true;
        }
    }
    return false;
}

static bool has_answer(uint8_t protocol, uint16_t type, uint16_t *other)
{
    if (protocol == ICMP)
        return answering(icmp_pairs, sizeof icmp_pairs / sizeof icmp_pairs[0], type, other);
    return answering(icmp6_pairs, sizeof icmp6_pairs / sizeof icmp6_pairs[0], type, other);
}

static struct bytes address(const struct endpoint *e)
{
    return ip_is_v4(&e->ip) ? (struct bytes){ e->ip.b + 12, 4 } : (struct bytes){ e->ip.b, 16 };
}

static bool in_order(const struct endpoint *a, const struct endpoint *b)
{
    int c = memcmp(a->ip.b, b->ip.b, sizeof a->ip.b);
    return c != 0 ? c < 0 : a->port <= b->port;
}

static size_t put(uint8_t *to, struct bytes b)
{
    memcpy(to, b.p, b.n);
    return b.n;
}

static size_t put_port(uint8_t *to, uint16_t port)
{
    to[0] = (uint8_t)(port >> 8);
    to[1] = (uint8_t)port;
    return 2;
}

static size_t lay_out(const struct endpoint *a, const struct endpoint *b, uint8_t protocol,
                      uint8_t out[static INPUT_MAX])
{
    bool ports = protocol == TCP || protocol == UDP || protocol == SCTP || protocol == ICMP ||
                 protocol == ICMP6;
    size_t n = put_port(out, 0); /* the seed */
    n += put(out + n, address(a));
    n += put(out + n, address(b));
    out[n++] = protocol;
    out[n++] = 0;
    if (ports) {
        n += put_port(out + n, a->port);
        n += put_port(out + n, b->port);
    }
    return n;
}

const char *community_id(const struct endpoint *src, const struct endpoint *dst, uint8_t protocol,
                         char out[static COMMUNITY_ID_MAX])
{
    struct endpoint a = *src;
    struct endpoint b = *dst;
    bool icmp = protocol == ICMP || protocol == ICMP6;
    bool both_ways = !icmp || has_answer(protocol, a.port, &b.port);
    bool turned = both_ways && !in_order(&a, &b);

    uint8_t input[INPUT_MAX];
    size_t n = lay_out(turned ? &b : &a, turned ? &a : &b, protocol, input);
    uint8_t digest[SHA_DIGEST_LENGTH] = { 0 };
    (void)SHA1(input, n, digest);
    (void)snprintf(out, COMMUNITY_ID_MAX, "1:");
    (void)EVP_EncodeBlock((unsigned char *)out + 2, digest, sizeof digest);
    return out;
}

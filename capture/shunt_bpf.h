/* What a program in the kernel does with a packet of a flow that has said everything: counts it and
 * lets go of it, but for those that may say something new. Compiled for BPF only; the maps are
 * those of the shunt; the XDP program is given
 * them at load. */
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "capture/shunt_map.h"

enum {
    VLAN_TAGS = 2, /* in the frame; more are not looked behind */
    VLAN_TAG_N = 4,
    IPV4_N = 20,
    IPV6_N = 40,
    UDP_N = 8,
    RTP_N = 12,
    PROTOCOL_UDP = 17,
};

/* The numbers are put in before the program is loaded. */
const volatile __u32 every_packets = 1;
const volatile __u32 look_packets = 1;
const volatile __u64 every_ns = 1;

struct {
    __uint(type, BPF_MAP_TYPE_LRU_HASH);
    __uint(max_entries, 1);
    __type(key, struct shunt_key);
    __type(value, struct shunt_entry);
} flows SEC(".maps");

/* Of all flows, those too that are in the map no more. */
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct shunt_sum);
} total SEC(".maps");

/* n bytes of the frame, from `at`; 0: they were there. Each program has its own way to them. */
static __always_inline long frame_bytes(void *frame, __u32 at, void *to, __u32 n);

static __always_inline _Bool is_vlan(__u16 type)
{
    return type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD);
}

/* False: it is not UDP in one piece. */
static __always_inline _Bool read_ipv4(const __u8 h[IPV4_N], struct shunt_key *key)
{
    if (h[0] >> 4 != 4 || h[9] != PROTOCOL_UDP || (h[6] & 0x3f) != 0 || h[7] != 0)
        return 0;
    __builtin_memset(key, 0, sizeof *key);
    key->src[10] = key->src[11] = key->dst[10] = key->dst[11] = 0xff;
    __builtin_memcpy(key->src + 12, h + 12, 4);
    __builtin_memcpy(key->dst + 12, h + 16, 4);
    return 1;
}

static __always_inline _Bool read_ipv6(const __u8 h[IPV6_N], struct shunt_key *key)
{
    if (h[0] >> 4 != 6 || h[6] != PROTOCOL_UDP)
        return 0;
    __builtin_memcpy(key->src, h + 8, 16);
    __builtin_memcpy(key->dst, h + 24, 16);
    return 1;
}

/* Whether the packet is one of the many of its stream: RTP (RFC 3550), not RTCP on the same port
 * (RFC 5761 section 4), of the source and payload type that were read to the end. */
static __always_inline _Bool is_more_of_the_same(const struct shunt_entry *e, const __u8 rtp[RTP_N])
{
    __u32 ssrc;
    __builtin_memcpy(&ssrc, rtp + 8, sizeof ssrc);
    return rtp[0] >> 6 == 2 && !(rtp[1] >= 192 && rtp[1] <= 223) &&
           (rtp[1] & 0x7f) == e->payload_type && ssrc == e->ssrc;
}

/* Whether a look is taken at it all the same. Several processors may be here at one time: then a
 * look is a packet longer or shorter. */
static __always_inline _Bool is_looked_at(struct shunt_entry *e)
{
    if (e->looking > 0) {
        e->looking--;
        return 1;
    }
    __u64 now = bpf_ktime_get_coarse_ns();
    e->since_look++;
    if (e->since_look < every_packets && now - e->look_ns < every_ns)
        return 0;
    e->since_look = 0;
    e->look_ns = now;
    e->looking = look_packets - 1;
    return 1;
}

/* `transport`: a UDP header and the first bytes after it. */
static __always_inline _Bool count_or_leave(struct shunt_key *key,
                                            const __u8 transport[UDP_N + RTP_N], __u64 n)
{
    __u32 first = 0;
    __builtin_memcpy(&key->src_port, transport, 2);
    __builtin_memcpy(&key->dst_port, transport + 2, 2);
    if ((transport[4] << 8 | transport[5]) < UDP_N + RTP_N)
        return 0;
    struct shunt_entry *e = bpf_map_lookup_elem(&flows, key);
    struct shunt_sum *sum = bpf_map_lookup_elem(&total, &first);
    if (!e || !sum || !is_more_of_the_same(e, transport + UDP_N) || is_looked_at(e))
        return 0;
    __sync_fetch_and_add(&e->shunted.packets, 1);
    __sync_fetch_and_add(&e->shunted.bytes, n);
    sum->packets++;
    sum->bytes += n;
    return 1;
}

/* Where what follows the Ethernet header and the tags in the frame begins, and its ethertype. */
static __always_inline int network_of(void *frame, __u16 *type)
{
    int at = ETH_HLEN;
    if (frame_bytes(frame, ETH_HLEN - 2, type, 2) != 0)
        return 0;
#pragma unroll
    for (int i = 0; i < VLAN_TAGS; i++) {
        if (!is_vlan(*type))
            return at;
        if (frame_bytes(frame, at + 2, type, 2) != 0)
            return 0;
        at += VLAN_TAG_N;
    }
    return at;
}

/* Where the transport begins; 0: it is not UDP in one piece. */
static __always_inline int transport_of(void *frame, struct shunt_key *key)
{
    __u8 h[IPV6_N];
    __u16 type = 0;
    int at = network_of(frame, &type);
    if (at > 0 && type == bpf_htons(ETH_P_IP) && frame_bytes(frame, at, h, IPV4_N) == 0)
        return read_ipv4(h, key) ? at + (h[0] & 0x0f) * 4 : 0;
    if (at > 0 && type == bpf_htons(ETH_P_IPV6) && frame_bytes(frame, at, h, IPV6_N) == 0)
        return read_ipv6(h, key) ? at + IPV6_N : 0;
    return 0;
}

/* Whether the Ethernet frame, of n bytes, was counted and nobody needs it. */
static __always_inline _Bool is_shunted(void *frame, __u64 n)
{
    struct shunt_key key;
    __u8 transport[UDP_N + RTP_N];
    int at = transport_of(frame, &key);
    return at > 0 && frame_bytes(frame, at, transport, sizeof transport) == 0 &&
           count_or_leave(&key, transport, n);
}

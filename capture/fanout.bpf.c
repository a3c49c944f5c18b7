/* Shares frames out between the packet sockets of a group, PACKET_FANOUT_EBPF of packet(7): run by
 * the kernel for each frame (pair_hash.h). The outermost IP header counts: what a mirror wrapped in
 * a tunnel goes to one socket. */
#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "capture/pair_hash.h"

enum { VLAN_TAGS = 2, VLAN_TAG_N = 4, IPV4_SRC = 12, IPV4_DST = 16, IPV6_SRC = 8, IPV6_DST = 24 };

static __always_inline _Bool load(const struct __sk_buff *skb, int at, void *to, __u32 n)
{
    return bpf_skb_load_bytes_relative(skb, at, to, n, BPF_HDR_START_NET) == 0;
}

/* Where the IP header begins behind the tags that still stand in the frame. */
static __always_inline int ip_of(const struct __sk_buff *skb, __u16 *type)
{
    int at = 0;
#pragma unroll
    for (int i = 0; i < VLAN_TAGS; i++) {
        if (*type != bpf_htons(ETH_P_8021Q) && *type != bpf_htons(ETH_P_8021AD))
            return at;
        if (!load(skb, at + 2, type, 2))
            return at;
        at += VLAN_TAG_N;
    }
    return at;
}

/* What is no IP goes to the first. */
SEC("socket")
int fanout(struct __sk_buff *skb)
{
    __u8 src[PAIR_ADDRESS_N] = { [10] = 0xff, [11] = 0xff };
    __u8 dst[PAIR_ADDRESS_N] = { [10] = 0xff, [11] = 0xff };
    __u16 type = (__u16)skb->protocol;
    int at = ip_of(skb, &type);
    _Bool known = 0;
    if (type == bpf_htons(ETH_P_IP))
        known = load(skb, at + IPV4_SRC, src + 12, 4) && load(skb, at + IPV4_DST, dst + 12, 4);
    else if (type == bpf_htons(ETH_P_IPV6))
        known = load(skb, at + IPV6_SRC, src, 16) && load(skb, at + IPV6_DST, dst, 16);
    return known ? (int)pair_hash(src, dst) : 0;
}

char terms[] SEC("license") = "Apache-2.0";

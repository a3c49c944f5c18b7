/* The shunt as a socket filter: runs in the kernel for every frame that a packet socket would get
 * (shunt.h). Ethernet only. */
#include "capture/shunt_bpf.h"

enum { KEEP = 0x7fffffff, DROP = 0 };

/* Where what follows the Ethernet header and the tags in the frame begins, and its ethertype. */
static __always_inline int network_of(struct __sk_buff *skb, __u16 *type)
{
    int at = ETH_HLEN;
    if (bpf_skb_load_bytes(skb, ETH_HLEN - 2, type, 2) != 0)
        return 0;
#pragma unroll
    for (int i = 0; i < VLAN_TAGS; i++) {
        if (!is_vlan(*type))
            return at;
        if (bpf_skb_load_bytes(skb, at + 2, type, 2) != 0)
            return 0;
        at += VLAN_TAG_N;
    }
    return at;
}

/* Where the transport begins; 0: it is not UDP in one piece. */
static __always_inline int transport_of(struct __sk_buff *skb, struct shunt_key *key)
{
    __u8 h[IPV6_N];
    __u16 type = 0;
    int at = network_of(skb, &type);
    if (at > 0 && type == bpf_htons(ETH_P_IP) && bpf_skb_load_bytes(skb, at, h, IPV4_N) == 0)
        return read_ipv4(h, key) ? at + (h[0] & 0x0f) * 4 : 0;
    if (at > 0 && type == bpf_htons(ETH_P_IPV6) && bpf_skb_load_bytes(skb, at, h, IPV6_N) == 0)
        return read_ipv6(h, key) ? at + IPV6_N : 0;
    return 0;
}

SEC("socket")
int shunt(struct __sk_buff *skb)
{
    struct shunt_key key;
    __u8 transport[UDP_N + RTP_N];
    int at = transport_of(skb, &key);
    if (at == 0 || bpf_skb_load_bytes(skb, at, transport, sizeof transport) != 0)
        return KEEP;
    __u64 n = skb->len + (skb->vlan_present ? VLAN_TAG_N : 0);
    return is_shunted(&key, transport, n) ? DROP : KEEP;
}

char terms[] SEC("license") = "Apache-2.0";

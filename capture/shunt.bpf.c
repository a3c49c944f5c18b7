/* The shunt as a socket filter: runs in the kernel for every frame that a packet socket would get
 * (shunt.h). Ethernet only. */
#include "capture/shunt_bpf.h"

enum { KEEP = 0x7fffffff, DROP = 0 };

static __always_inline long frame_bytes(void *frame, __u32 at, void *to, __u32 n)
{
    return bpf_skb_load_bytes(frame, at, to, n);
}

SEC("socket")
int shunt(struct __sk_buff *skb)
{
    __u64 n = skb->len + (skb->vlan_present ? VLAN_TAG_N : 0);
    return is_shunted(skb, n) ? DROP : KEEP;
}

char terms[] SEC("license") = "Apache-2.0";

/* Runs in the driver for every frame that comes in, before the kernel makes anything of it: counts
 * those of shunted streams (shunt.h) and hands the others to the socket of their queue. */
#include "capture/shunt_bpf.h"

enum { QUEUES_MAX = 256 };

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, QUEUES_MAX);
    __type(key, __u32);
    __type(value, __u32);
} sockets SEC(".maps");

static __always_inline long frame_bytes(void *frame, __u32 at, void *to, __u32 n)
{
    return bpf_xdp_load_bytes(frame, at, to, n);
}

SEC("xdp")
int hand_on(struct xdp_md *frame)
{
    if (is_shunted(frame, bpf_xdp_get_buff_len(frame)))
        return XDP_DROP;
    return (int)bpf_redirect_map(&sockets, frame->rx_queue_index, XDP_PASS);
}

char terms[] SEC("license") = "Apache-2.0";

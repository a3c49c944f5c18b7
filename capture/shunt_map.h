/* What the shunt's programs in the kernel share with us: keys and entries of their maps. */
#pragma once

#include <linux/types.h>

/* A UDP flow in one direction, as it stands in its headers: network byte order, IPv4 as
 * ::ffff:a.b.c.d. */
struct shunt_key {
    __u8 src[16];
    __u8 dst[16];
    __u16 src_port;
    __u16 dst_port;
};

struct shunt_sum {
    __u64 packets;
    __u64 bytes; /* of the frames, with their link headers */
};

struct shunt_entry {
    struct shunt_sum shunted;
    __u64 look_ns;     /* when a look was taken last, kernel's monotonic clock */
    __u32 since_look;  /* packets since then */
    __u32 looking;     /* packets still to be let through of this look */
    __u32 ssrc;        /* network byte order */
    __u8 payload_type; /* 7 bits */
    __u8 unused[3];
};

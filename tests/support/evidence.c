#include "tests/support/evidence.h"

struct observation fact_of(const struct packet *p, uint64_t no)
{
    return (struct observation){ .kind = OBS_EXCHANGE,
                                 .protocol = "ftp",
                                 .time_ns = no * 1000000000,
                                 .frame_no = no,
                                 .client = p->src,
                                 .server = p->dst,
                                 .transport = p->transport };
}

struct kept_frame frame_kept(uint64_t no, uint16_t port, const char *text)
{
    struct kept_frame k = { .time_ns = no * 1000000000,
                            .frame_no = no,
                            .link = LINK_ETHERNET,
                            .transport = TRANSPORT_TCP,
                            .src.port = port,
                            .dst.port = 21 };
    k.n = k.wire_n = (uint32_t)strlen(text);
    memcpy(k.bytes, text, k.n);
    return k;
}

struct observation fact_kept(const struct kept_frame *k)
{
    return (struct observation){ .time_ns = k->time_ns,
                                 .frame_no = k->frame_no,
                                 .client = k->src,
                                 .server = k->dst,
                                 .transport = k->transport };
}

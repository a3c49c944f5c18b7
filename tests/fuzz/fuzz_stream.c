/* The flow engine under segments that come in any order, overlap, leave holes, reset and begin
 * again: each record of the input is one packet of one of eight conversations, more than there is
 * room for. The sanitizers watch. */

#include "flow/flow.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void see(void *self, const struct observation *o)
{
    *(uint64_t *)self += o->frame_no;
}

/* Promises looks, or does not. */
static bool settled(void *self, const struct media_flow *flow)
{
    *(uint64_t *)self += flow->ssrc;
    return flow->payload_type % 2 == 0;
}

/* One packet: flags, which conversation and side, where its bytes lie, how many. */
static bool take_packet(struct cursor *c, struct packet *p)
{
    static const uint8_t ends[2][4] = { { 192, 0, 2, 5 }, { 192, 0, 2, 9 } };
    uint8_t flags = take_u8(c), who = take_u8(c);
    uint16_t at = take_be16(c);
    size_t n = take_u8(c);
    bool udp = (who & 8) != 0;
    int side = who & 1;
    p->payload = take_bytes(c, n < cursor_left(c) ? n : cursor_left(c));
    p->payload_cut = who >> 6;
    p->transport = udp ? TRANSPORT_UDP : TRANSPORT_TCP;
    p->src = (struct endpoint){ ip_from_v4(ends[side]), (uint16_t)(side == 0 ? 554 : 40000) };
    p->dst = (struct endpoint){ ip_from_v4(ends[1 - side]), (uint16_t)(side == 0 ? 40000 : 554) };
    p->src.port = (uint16_t)(p->src.port + (who >> 1 & 3));
    p->dst.port = (uint16_t)(p->dst.port + (who >> 1 & 3));
    p->tcp_flags = flags & 0x17;
    p->tcp_seq = UINT32_MAX - 1000 + at;
    p->tcp_ack = UINT32_MAX - 1000 + (uint32_t)flags * 64;
    p->time_ns += (uint64_t)(who >> 4 & 3) * 500000000;
    p->frame_no++;
    return cursor_ok(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct counters counters = { 0 };
    struct flow_settings settings = flow_settings_default();
    settings.flows = 3; /* fewer than there are: some give way */
    settings.tails = 2;
    settings.held = 8;
    settings.classified = 0;
    uint64_t seen = 0;
    settings.media = (struct media_listener){ settled, &seen };
    struct flows *flows = flows_new(&settings, &counters, (struct observer){ see, &seen });
    if (flows == NULL)
        abort();
    struct cursor c = cursor_over((struct bytes){ data, size });
    struct packet p = { .time_ns = 1700000000000000000 };
    while (take_packet(&c, &p))
        flows_take(flows, &p);
    flows_end(flows);
    flows_free(flows);
    return 0;
}
